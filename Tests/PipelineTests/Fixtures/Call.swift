import Cryptography
import Decisions
import Pipeline
import StrictJSON

/// Requests as clients send them.
enum Call {
    /// The photograph that everybody here searches with.
    static let photograph: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]

    typealias Field = (name: ExactString, value: ExactString)

    /// A request of any operation.
    static func request(
        _ operation: ExactString,
        by organisation: Organisation,
        _ body: String,
        fields: [Field] = [],
        isOversize: Bool = false
    ) -> IncomingRequest {
        IncomingRequest(
            id: "01890a5d-ac96-774b-bcce-b302099a8057",
            receivedAt: House.noon,
            organisation: organisation,
            certificateFingerprint: House.certificate,
            clientAddress: "192.0.2.7",
            operation: self.operation(operation),
            invocationID: "invocation-1",
            fields: fields,
            body: Array(body.utf8),
            isOversize: isOversize
        )
    }

    /// The charity looks for a missing child: allowed.
    static func charitySearch(threshold: Int = 95, more fields: [Field] = []) -> IncomingRequest {
        request(
            "SearchFacesByImage",
            by: House.charity,
            search("missing-children", threshold: threshold),
            fields: [("abeyance-purpose", "missing_child"), ("abeyance-image-source", "phone")] + fields
        )
    }

    /// The police department searches its own collection: refused without a warrant.
    static func policeSearch(
        warrant: ExactString? = nil,
        threshold: Int = 99,
        more fields: [Field] = []
    ) -> IncomingRequest {
        var facts: [Field] = [
            ("abeyance-purpose", "identify_suspect"), ("abeyance-image-source", "body_worn_camera"),
        ]
        if let warrant { facts.append((name: "abeyance-warrant", value: warrant)) }
        return request(
            "SearchFacesByImage",
            by: House.police,
            search("mugshots", threshold: threshold),
            fields: facts + fields
        )
    }

    static func search(_ collection: String, threshold: Int, maxFaces: Int = 2) -> String {
        """
        {"CollectionId":"\(collection)","FaceMatchThreshold":\(threshold),"MaxFaces":\(maxFaces),\
        "Image":{"Bytes":"\(Base64.encode(photograph))"}}
        """
    }

    static func operation(_ name: ExactString) -> Operation {
        guard let operation = OperationCatalogue.operation(named: name) else {
            preconditionFailure("the catalogue has no `\(name)`")
        }
        return operation
    }
}
