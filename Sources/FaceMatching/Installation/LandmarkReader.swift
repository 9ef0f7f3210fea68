/// Reads the published five-point landmark predictor.
struct LandmarkReader {
    private var reader: SerializedReader

    /// A reader of a whole published file.
    init(_ bytes: [UInt8], name: String) { reader = SerializedReader(bytes, name: name) }

    /// Adds the predictor's numbers to a model.
    mutating func read(into model: inout ModelBuilder) throws(ModelError) {
        typealias Shape = LandmarkShape
        try reader.integer(equalTo: 1)
        let initial = try reader.column(count: 2 * Shape.points)
        model.add("landmarks.initial", [Shape.points, 2], initial.map { Float($0) })
        try forests(into: &model)
        try reader.integer(equalTo: Shape.cascades)
        var anchors: [UInt16] = []
        for _ in 0..<Shape.cascades {
            try reader.integer(equalTo: Shape.probes)
            for _ in 0..<Shape.probes { anchors.append(UInt16(try reader.integer(in: 0...Shape.points - 1))) }
        }
        model.add("landmarks.anchors", [Shape.cascades, Shape.probes], anchors)
        try reader.integer(equalTo: Shape.cascades)
        var offsets: [Float] = []
        for _ in 0..<Shape.cascades {
            try reader.integer(equalTo: Shape.probes)
            for _ in 0..<2 * Shape.probes { offsets.append(Float(try reader.double())) }
        }
        model.add("landmarks.offsets", [Shape.cascades, Shape.probes, 2], offsets)
        guard reader.isAtEnd else { throw reader.failure("expected the end of the file") }
    }

    private mutating func forests(into model: inout ModelBuilder) throws(ModelError) {
        typealias Shape = LandmarkShape
        var probes: [UInt16] = []
        var thresholds: [Float] = []
        var leaves: [Float] = []
        try reader.integer(equalTo: Shape.cascades)
        for _ in 0..<Shape.cascades {
            try reader.integer(equalTo: Shape.trees)
            for _ in 0..<Shape.trees {
                try reader.integer(equalTo: Shape.splits)
                for _ in 0..<Shape.splits {
                    for _ in 0..<2 { probes.append(UInt16(try reader.integer(in: 0...Shape.probes - 1))) }
                    thresholds.append(Float(try reader.double()))
                }
                try reader.integer(equalTo: Shape.leaves)
                for _ in 0..<Shape.leaves {
                    leaves += try reader.column(count: 2 * Shape.points).map { Float($0) }
                }
            }
        }
        model.add("landmarks.probes", [Shape.cascades, Shape.trees, Shape.splits, 2], probes)
        model.add("landmarks.thresholds", [Shape.cascades, Shape.trees, Shape.splits], thresholds)
        model.add("landmarks.leaves", [Shape.cascades, Shape.trees, Shape.leaves, 2 * Shape.points], leaves)
    }
}
