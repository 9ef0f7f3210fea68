import CoreProtocol

/// A face of a picture with its measurements and the verdict of a quality filter.
struct MeasuredFace: Sendable {
    let face: LocatedFace
    /// The face as it is told outside.
    let detail: DetectedFace
    /// Why the filter refuses it; empty when it passes.
    let reasons: [UnindexedReason]

    /// Measures a face and holds it against the filter.
    init(_ face: LocatedFace, in image: RGBImage, filter: QualityFilter) {
        let measured = FaceMeasurement(face, in: image)
        self.face = face
        reasons = QualityRule.rule(for: filter)?.reasons(against: face, measured) ?? []
        let frame = PictureFrame(image)
        detail = DetectedFace(
            box: frame.box(face),
            confidence: FaceMeasurement.millionths(min(100, max(0, face.confidence))),
            landmarks: frame.landmarks(face.landmarks),
            pose: measured.pose,
            quality: measured.quality
        )
    }
}

/// Turns pixels of a picture into millionths of its sides.
private struct PictureFrame {
    let width: Double
    let height: Double

    init(_ image: RGBImage) {
        width = Double(max(1, image.width))
        height = Double(max(1, image.height))
    }

    func box(_ face: LocatedFace) -> BoundingBox {
        BoundingBox(
            left: ratio(face.left, width),
            top: ratio(face.top, height),
            width: max(0, ratio(face.width, width)),
            height: max(0, ratio(face.height, height))
        )
    }

    func landmarks(_ points: [LocatedFace.Point]) -> [FaceLandmark] {
        let eyeLeft = middle(points[2], points[3])
        let eyeRight = middle(points[0], points[1])
        let named: [(FaceLandmark.Kind, LocatedFace.Point)] = [
            (.eyeLeft, eyeLeft), (.eyeRight, eyeRight), (.nose, points[4]), (.leftEyeLeft, points[2]),
            (.leftEyeRight, points[3]), (.rightEyeLeft, points[1]), (.rightEyeRight, points[0]),
        ]
        return named.map { kind, point in
            FaceLandmark(kind: kind, x: ratio(point.x, width), y: ratio(point.y, height))
        }
    }

    private func middle(_ one: LocatedFace.Point, _ other: LocatedFace.Point) -> LocatedFace.Point {
        LocatedFace.Point(x: (one.x + other.x) / 2, y: (one.y + other.y) / 2)
    }

    private func ratio(_ pixels: Double, _ side: Double) -> Int64 {
        min(100_000_000, max(-100_000_000, FaceMeasurement.millionths(pixels / side)))
    }
}
