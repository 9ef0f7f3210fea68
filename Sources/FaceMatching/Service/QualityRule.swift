import CoreProtocol

/// What a face must be to pass a quality filter, and by which of the protocol's reasons it fails.
struct QualityRule: Hashable, Sendable {
    /// Shorter side of the box, in pixels, at least.
    var size: Double
    /// Sharpness, 0 to 100, at least.
    var sharpness: Double
    /// Brightness, 0 to 100, at least.
    var brightness: Double
    /// Turn to the side, in degrees, at most.
    var yaw: Double
    /// Nod, in degrees, at most.
    var pitch: Double
    /// The detector's confidence, 0 to 100, at least.
    var confidence: Double

    /// The rule of a filter; nil when everything passes.
    ///
    /// Of 278 portraits (congressional, laboratory, press) the sharpness has a 2nd percentile of 62 and a median of
    /// 90, brightness 40 and 52; yaw stays within 20 degrees, pitch within 22.
    static func rule(for filter: QualityFilter) -> QualityRule? {
        switch filter {
        case .none: nil
        case .auto, .low:
            QualityRule(size: 40, sharpness: 15, brightness: 8, yaw: 50, pitch: 45, confidence: 20)
        case .medium:
            QualityRule(size: 60, sharpness: 40, brightness: 15, yaw: 35, pitch: 35, confidence: 50)
        case .high:
            QualityRule(size: 80, sharpness: 70, brightness: 25, yaw: 20, pitch: 25, confidence: 80)
        }
    }

    /// Every reason against the face; empty when it passes.
    func reasons(against face: LocatedFace, _ measured: FaceMeasurement) -> [UnindexedReason] {
        var reasons: [UnindexedReason] = []
        if abs(measured.yaw) > yaw || abs(measured.pitch) > pitch { reasons.append(.extremePose) }
        if measured.brightness < brightness { reasons.append(.lowBrightness) }
        if measured.sharpness < sharpness { reasons.append(.lowSharpness) }
        if face.confidence < confidence { reasons.append(.lowConfidence) }
        if measured.size < size { reasons.append(.smallBoundingBox) }
        return reasons
    }
}
