import Cryptography
import Decisions
import StrictJSON

/// What a party asks of the gate: an operation, its members, and the facts that it states about it.
struct GateRequest {
    let operation: String
    let members: JSONObject
    /// The photograph that goes along as the probe.
    let photograph: Photograph?
    private(set) var fields: [(String, String)] = []

    static func create(_ collection: String) -> GateRequest {
        GateRequest(
            operation: "CreateCollection",
            members: ["CollectionId": .string(ExactString(collection))],
            photograph: nil
        )
    }

    static func enrol(_ photograph: Photograph, as name: String, in collection: String) -> GateRequest {
        GateRequest(
            operation: "IndexFaces",
            members: [
                "CollectionId": .string(ExactString(collection)),
                "ExternalImageId": .string(ExactString(name)),
                "MaxFaces": 1,
            ],
            photograph: photograph
        )
    }

    static func search(_ collection: String, with photograph: Photograph, at threshold: Int64) -> GateRequest
    {
        GateRequest(
            operation: "SearchFacesByImage",
            members: [
                "CollectionId": .string(ExactString(collection)), "FaceMatchThreshold": .integer(threshold),
                "MaxFaces": .integer(WarrantDesk.resultsInAll),
            ],
            photograph: photograph
        )
    }

    /// The same request, stating what is given; what is left out is not stated.
    func stating(purpose: Purpose? = nil, source: ImageSource? = nil, warrant: Warrant? = nil) -> GateRequest
    {
        var request = self
        if let purpose { request.fields.append(("Abeyance-Purpose", purpose.word.value)) }
        if let source { request.fields.append(("Abeyance-Image-Source", source.word.value)) }
        if let warrant { request.fields.append(("Abeyance-Warrant", warrant.token)) }
        return request
    }

    /// The body, with the photograph's bytes.
    func body(image: [UInt8]?) -> JSONValue {
        var body = members
        if let image { body.append("Image", ["Bytes": .string(ExactString(Base64.encode(image)))]) }
        return .object(body)
    }
}
