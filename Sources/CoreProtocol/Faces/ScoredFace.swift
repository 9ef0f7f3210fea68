internal import StrictJSON

/// An enrolled face that resembles the probe.
package typealias FaceMatch = ScoredFace<StoredFace>

/// A face of the target picture that resembles the one of the source picture.
package typealias ComparedFace = ScoredFace<DetectedFace>

/// A face that resembles another, and how much.
package struct ScoredFace<Face: Sendable & Hashable>: Sendable, Hashable {
    /// The published similarity, in millionths of a percent: 0 to 100,000,000.
    package let similarity: Int64
    /// The cosine behind it, in millionths: -1,000,000 to 1,000,000.
    package let cosine: Int64
    /// The face.
    package let face: Face
    /// How often chance alone would give this score, when the core publishes it.
    package let statistics: MatchStatistics?

    /// A face with its score.
    package init(similarity: Int64, cosine: Int64, face: Face, statistics: MatchStatistics? = nil) {
        self.similarity = similarity
        self.cosine = cosine
        self.face = face
        self.statistics = statistics
    }
}

extension ScoredFace: WireValue where Face: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        similarity = try members.integer("similarity", in: WireLimits.percent)
        cosine = try members.integer("cosine", in: WireLimits.cosine)
        face = try members.wire("face")
        statistics = try members.optionalWire("statistics")
    }

    var json: JSONObject {
        var object: JSONObject = [
            "similarity": .integer(similarity), "cosine": .integer(cosine), "face": face.value,
        ]
        object.append("statistics", ifPresent: statistics?.value)
        return object
    }
}
