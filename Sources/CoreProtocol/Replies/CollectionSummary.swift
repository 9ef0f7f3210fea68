package import StrictJSON

/// A collection as a core describes it.
package struct CollectionSummary: Sendable, Hashable {
    /// Its name.
    package let id: ExactString
    /// Its faces.
    package let faceCount: Int64
    /// When it was made: microseconds since 1970, UTC.
    package let created: Int64
    /// The version of the model that made its templates.
    package let modelVersion: ExactString

    /// A collection's description.
    package init(id: ExactString, faceCount: Int64, created: Int64, modelVersion: ExactString) {
        self.id = id
        self.faceCount = faceCount
        self.created = created
        self.modelVersion = modelVersion
    }
}

extension CollectionSummary: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        id = try members.text("id", upTo: WireLimits.name)
        faceCount = try members.integer("faceCount", in: WireLimits.count)
        created = try members.integer("created", in: WireLimits.count)
        modelVersion = try members.text("modelVersion", upTo: WireLimits.name)
    }

    var json: JSONObject {
        [
            "id": .string(id), "faceCount": .integer(faceCount), "created": .integer(created),
            "modelVersion": .string(modelVersion),
        ]
    }
}
