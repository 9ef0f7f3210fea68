/// Reads the published frontal face detector after its text form has been decoded.
struct DetectorReader {
    private var reader: SerializedReader

    /// A reader of a whole decoded stream.
    init(_ bytes: [UInt8], name: String) { reader = SerializedReader(bytes, name: name) }

    /// Adds the detector's numbers to a model: filters x planes x rows x columns, thresholds, overlaps.
    mutating func read(into model: inout ModelBuilder) throws(ModelError) {
        typealias Shape = DetectorShape
        let size = Shape.planes * Shape.window * Shape.window
        // Versions, an empty feature pyramid, the cell, no padding, the window, and the limits of the pyramid.
        for expected in [
            2, 1, 0, 0, Shape.cell, 0, Shape.windowPixels, Shape.windowPixels, Shape.maximumLevels,
            Shape.smallestLevel, Shape.smallestLevel,
        ] {
            try reader.integer(equalTo: expected)
        }
        _ = try reader.double()
        try reader.integer(equalTo: size)
        let overlaps = [try reader.double(), try reader.double()]
        try reader.integer(equalTo: Shape.filters)
        var filters: [Float] = []
        var thresholds: [Double] = []
        for _ in 0..<Shape.filters {
            let numbers = try reader.column(count: size + 1)
            filters += numbers[..<size].map { Float($0) }
            thresholds.append(numbers[size])
        }
        guard reader.isAtEnd else { throw reader.failure("expected the end of the stream") }
        model.add("detector.filters", [Shape.filters, Shape.planes, Shape.window, Shape.window], filters)
        model.add("detector.thresholds", [Shape.filters], thresholds)
        model.add("detector.overlaps", [2], overlaps)
    }
}
