/// Finds the five landmarks of a face in the rectangle of a detection.
///
/// Starting from a mean shape, each of 15 cascades reads grey values near the current shape and adds up what 500
/// small regression trees make of them (Kazemi and Sullivan, 2014).
struct LandmarkPredictor: Sendable {
    private let initial: [Float]
    private let anchors: ModelTensor<UInt16>
    private let offsets: ModelTensor<Float>
    private let probes: ModelTensor<UInt16>
    private let thresholds: ModelTensor<Float>
    private let leaves: ModelTensor<Float>

    /// The predictor of a model file.
    init(_ file: ModelFile) throws(ModelError) {
        typealias Shape = LandmarkShape
        initial = try file.floats("landmarks.initial", [Shape.points, 2]).values
        anchors = try file.unsigned16("landmarks.anchors", [Shape.cascades, Shape.probes])
        offsets = try file.floats("landmarks.offsets", [Shape.cascades, Shape.probes, 2])
        probes = try file.unsigned16("landmarks.probes", [Shape.cascades, Shape.trees, Shape.splits, 2])
        thresholds = try file.floats("landmarks.thresholds", [Shape.cascades, Shape.trees, Shape.splits])
        leaves = try file.floats(
            "landmarks.leaves",
            [Shape.cascades, Shape.trees, Shape.leaves, 2 * Shape.points]
        )
        guard anchors.values.allSatisfy({ $0 < UInt16(Shape.points) }),
            probes.values.allSatisfy({ $0 < UInt16(Shape.probes) })
        else {
            throw ModelError(.format, "landmarks: an index is outside its table")
        }
    }

    /// The landmarks of the face in a rectangle.
    func landmarks(in image: RGBImage, face: PixelRectangle) -> FaceLandmarks {
        var shape = initial
        var grey = [Float](repeating: 0, count: LandmarkShape.probes)
        for cascade in 0..<LandmarkShape.cascades {
            read(image, face: face, shape: shape, cascade: cascade, into: &grey)
            refine(&shape, grey: grey, cascade: cascade)
        }
        let points = (0..<LandmarkShape.points).map { point in
            face.point(atFraction: PlanePoint(Double(shape[2 * point]), Double(shape[2 * point + 1]))).rounded
        }
        return FaceLandmarks(points: points)
    }

    /// Reads the grey values that a cascade compares, placed relative to the current shape.
    private func read(
        _ image: RGBImage,
        face: PixelRectangle,
        shape: [Float],
        cascade: Int,
        into grey: inout [Float]
    ) {
        let turn = SimilarityTransform(from: Self.points(initial), to: Self.points(shape)).unit
        let (cosine, sine) = (Float(turn.x), Float(turn.y))
        unsafe anchors.withPointer { anchors in
            unsafe offsets.withPointer { offsets in
                let anchors = unsafe anchors + cascade * LandmarkShape.probes
                let offsets = unsafe offsets + 2 * cascade * LandmarkShape.probes
                for probe in 0..<LandmarkShape.probes {
                    let anchor = Int(unsafe anchors[probe])
                    let (dx, dy) = unsafe (offsets[2 * probe], offsets[2 * probe + 1])
                    let x = cosine * dx - sine * dy + shape[2 * anchor]
                    let y = sine * dx + cosine * dy + shape[2 * anchor + 1]
                    let place = face.point(atFraction: PlanePoint(Double(x), Double(y))).rounded
                    grey[probe] = Self.grey(image, at: place)
                }
            }
        }
    }

    /// Adds the outcome of every tree of a cascade to the shape.
    private func refine(_ shape: inout [Float], grey: [Float], cascade: Int) {
        let splits = LandmarkShape.splits
        var sum = shape
        unsafe probes.withPointer { probes in
            unsafe thresholds.withPointer { thresholds in
                unsafe leaves.withPointer { leaves in
                    for tree in cascade * LandmarkShape.trees..<(cascade + 1) * LandmarkShape.trees {
                        let pairs = unsafe probes + 2 * splits * tree
                        let limits = unsafe thresholds + splits * tree
                        var node = 0
                        while node < splits {
                            let first = grey[Int(unsafe pairs[2 &* node])]
                            let second = grey[Int(unsafe pairs[2 &* node &+ 1])]
                            let limit = unsafe limits[node]
                            node = 2 &* node &+ (first - second > limit ? 1 : 2)
                        }
                        let leaf = LandmarkShape.leaves * tree + node - splits
                        let values = unsafe leaves + 2 * LandmarkShape.points * leaf
                        for index in 0..<2 * LandmarkShape.points { unsafe sum[index] += values[index] }
                    }
                }
            }
        }
        shape = sum
    }

    private static func points(_ shape: [Float]) -> [PlanePoint] {
        (0..<LandmarkShape.points).map { PlanePoint(Double(shape[2 * $0]), Double(shape[2 * $0 + 1])) }
    }

    /// The mean of red, green and blue, rounded down; zero outside the image.
    @inline(__always)
    private static func grey(_ image: RGBImage, at place: PixelPoint) -> Float {
        guard place.x >= 0, place.y >= 0, place.x < image.width, place.y < image.height else { return 0 }
        let at = 3 * (place.y * image.width + place.x)
        let sum = Int(image.pixels[at]) + Int(image.pixels[at + 1]) + Int(image.pixels[at + 2])
        return Float(sum / 3)
    }
}
