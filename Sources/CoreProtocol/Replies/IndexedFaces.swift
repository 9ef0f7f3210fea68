internal import StrictJSON

/// What became of the faces of a picture that was enrolled.
package struct IndexedFaces: Sendable, Hashable {
    /// A face that is now enrolled.
    package struct Record: Sendable, Hashable {
        /// What the collection keeps of it.
        package let face: StoredFace
        /// What was found in the picture.
        package let detail: DetectedFace

        /// A face that is now enrolled.
        package init(face: StoredFace, detail: DetectedFace) {
            self.face = face
            self.detail = detail
        }
    }

    /// A face that was found and not enrolled.
    package struct Unindexed: Sendable, Hashable {
        /// Why: at least one reason.
        package let reasons: [UnindexedReason]
        /// What was found in the picture.
        package let detail: DetectedFace

        /// A face that was found and not enrolled.
        package init(reasons: [UnindexedReason], detail: DetectedFace) {
            self.reasons = reasons
            self.detail = detail
        }
    }

    /// The enrolled faces, largest first.
    package let records: [Record]
    /// The others.
    package let unindexed: [Unindexed]

    /// What became of the faces.
    package init(records: [Record], unindexed: [Unindexed]) {
        self.records = records
        self.unindexed = unindexed
    }
}

/// Why a face was not enrolled, by the protocol's own words.
package enum UnindexedReason: String, Sendable, Hashable, CaseIterable {
    case exceedsMaxFaces = "EXCEEDS_MAX_FACES"
    case extremePose = "EXTREME_POSE"
    case lowBrightness = "LOW_BRIGHTNESS"
    case lowSharpness = "LOW_SHARPNESS"
    case lowConfidence = "LOW_CONFIDENCE"
    case smallBoundingBox = "SMALL_BOUNDING_BOX"
    case lowFaceQuality = "LOW_FACE_QUALITY"
}

extension IndexedFaces: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        records = try members.wires("records")
        unindexed = try members.wires("unindexed")
    }

    var json: JSONObject { ["records": .values(records), "unindexed": .values(unindexed)] }
}

extension IndexedFaces.Record: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        face = try members.wire("face")
        detail = try members.wire("detail")
    }

    var json: JSONObject { ["face": face.value, "detail": detail.value] }
}

extension IndexedFaces.Unindexed: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        var found: [UnindexedReason] = []
        for text in try members.strings("reasons") {
            guard let reason = UnindexedReason.allCases.first(where: { ExactString($0.rawValue) == text })
            else {
                throw members.fault(
                    .outOfRange,
                    at: "reasons",
                    "unknown reason `\(Printable.text(text.value))`"
                )
            }
            found.append(reason)
        }
        reasons = found
        detail = try members.wire("detail")
    }

    var json: JSONObject {
        ["reasons": .strings(reasons.map { ExactString($0.rawValue) }), "detail": detail.value]
    }
}
