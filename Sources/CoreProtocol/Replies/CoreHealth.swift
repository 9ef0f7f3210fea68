package import StrictJSON

/// Whether a core can answer, and how much it holds.
package struct CoreHealth: Sendable, Hashable {
    /// Whether requests that need the model can be answered.
    package let isReady: Bool
    /// Collections it holds.
    package let collections: Int64
    /// Faces in all collections.
    package let faces: Int64
    /// Why it is not ready, in a sentence.
    package let reason: ExactString?

    /// A core's state.
    package init(isReady: Bool, collections: Int64, faces: Int64, reason: ExactString? = nil) {
        self.isReady = isReady
        self.collections = collections
        self.faces = faces
        self.reason = reason
    }
}

extension CoreHealth: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        isReady = try members.bool("isReady")
        collections = try members.integer("collections", in: WireLimits.count)
        faces = try members.integer("faces", in: WireLimits.count)
        reason = try members.optionalText("reason", upTo: WireLimits.sentence)
    }

    var json: JSONObject {
        var object: JSONObject = [
            "isReady": .bool(isReady), "collections": .integer(collections), "faces": .integer(faces),
        ]
        object.append("reason", ifPresent: reason.map { .string($0) })
        return object
    }
}
