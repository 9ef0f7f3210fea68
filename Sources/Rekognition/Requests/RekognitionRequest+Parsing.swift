internal import CoreProtocol
package import Decisions
package import StrictJSON

extension RekognitionRequest {
    /// Reads the body of a known operation; `client` is the organisation's name, to which page tokens are bound.
    ///
    /// The body of an operation that is not served is only asked for its collection, so that the refusal can be decided
    /// and recorded like any other.
    package static func parse(
        _ operation: Operation,
        body: [UInt8],
        client: ExactString,
        pages: PageTokens
    ) throws(RekognitionError) -> RekognitionRequest {
        let limit = RequestLimits.maxBodyBytes(of: operation)
        guard body.count <= limit else { throw .oversize(operation) }
        let object = try object(body, limit: limit)
        guard let served = ServedOperation(operation) else {
            let named = operation.subject == .collection ? object["CollectionId"]?.string : nil
            return RekognitionRequest(
                operation: operation,
                call: nil,
                collection: named.flatMap { CollectionIdentifier.isValid($0) ? $0 : nil }
            )
        }
        var members = RequestMembers(object)
        let tokens = BoundPageTokens(tokens: pages, operation: operation.name, client: client)
        let call = try Call(served, &members, tokens)
        try members.finish()
        let request = RekognitionRequest(operation: operation, call: call, collection: nil)
        return RekognitionRequest(
            operation: operation,
            call: call,
            collection: request.coreOperation?.collection
        )
    }

    private static func object(_ body: [UInt8], limit: Int) throws(RekognitionError) -> JSONObject {
        let limits = JSONLimits(
            maxBytes: limit,
            maxDepth: RequestLimits.maxDepth,
            maxMembers: RequestLimits.maxMembers
        )
        do throws(JSONError) {
            let value = try JSONValue.parse(body, limits: limits)
            guard let object = value.object else {
                throw JSONError(.wrongType, path: "", message: "\(value.kind), an object was expected")
            }
            return object
        } catch {
            throw RekognitionError(.invalidParameter, "the body is not as expected: \(error)")
        }
    }
}

extension RekognitionRequest.Call {
    init(
        _ operation: ServedOperation,
        _ members: inout RequestMembers,
        _ tokens: BoundPageTokens
    ) throws(RekognitionError) {
        switch operation {
        case .compareFaces:
            self = .compareFaces(
                source: try members.image("SourceImage"),
                target: try members.image("TargetImage"),
                threshold: try members.threshold("SimilarityThreshold"),
                qualityFilter: try members.qualityFilter(default: .none)
            )
        case .createCollection:
            let id = try members.collectionID()
            try members.noTags()
            self = .createCollection(id)
        case .deleteCollection:
            self = .deleteCollection(try members.collectionID())
        case .deleteFaces:
            self = .deleteFaces(try members.collectionID(), faceIDs: try members.faceIDs())
        case .describeCollection:
            self = .describeCollection(try members.collectionID())
        case .detectFaces:
            let image = try members.image("Image")
            try members.attributes("Attributes")
            self = .detectFaces(image: image)
        case .indexFaces:
            let id = try members.collectionID()
            let image = try members.image("Image")
            try members.attributes("DetectionAttributes")
            let maxFaces = try members.count("MaxFaces", in: RequestLimits.indexedFaces)
            self = .indexFaces(
                id,
                image: image,
                externalImageID: try members.externalImageID(),
                maxFaces: maxFaces.map { min($0, RequestLimits.maxIndexedFaces) },
                qualityFilter: try members.qualityFilter(default: .auto)
            )
        case .listCollections:
            self = .listCollections(
                after: try members.page(tokens, collection: nil),
                limit: try members.pageLength()
            )
        case .listFaces:
            let id = try members.collectionID()
            try members.noUser()
            self = .listFaces(
                id,
                after: try members.facePage(tokens, collection: id),
                limit: try members.pageLength(),
                faceIDs: try members.optionalFaceIDs()
            )
        case .searchFaces:
            self = .searchFaces(
                try members.collectionID(),
                faceID: try members.faceID(),
                threshold: try members.threshold("FaceMatchThreshold"),
                maxFaces: try members.count("MaxFaces", in: RequestLimits.faces)
                    ?? RequestLimits.defaultMaxFaces
            )
        case .searchFacesByImage:
            self = .searchFacesByImage(
                try members.collectionID(),
                image: try members.image("Image"),
                threshold: try members.threshold("FaceMatchThreshold"),
                maxFaces: try members.count("MaxFaces", in: RequestLimits.faces)
                    ?? RequestLimits.defaultMaxFaces,
                qualityFilter: try members.qualityFilter(default: .none)
            )
        }
    }
}
