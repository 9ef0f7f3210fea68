package import CoreProtocol
internal import Decisions
package import StrictJSON

/// Writes a core's result as the protocol has it, filtered to what was asked and what may be released.
package struct ResponseRenderer: Sendable {
    let request: RekognitionRequest
    let client: ExactString
    let rules: ReleaseRules
    let pages: PageTokens

    /// A renderer for one request; `client` is the organisation's name, as when the request was read.
    package init(request: RekognitionRequest, client: ExactString, rules: ReleaseRules, pages: PageTokens) {
        self.request = request
        self.client = client
        self.rules = rules
        self.pages = pages
    }

    /// The answer; throws when the core refused, or when its result does not fit the request.
    package func response(
        _ reply: CoreReply,
        requestID: ExactString
    ) throws(RekognitionError) -> RekognitionResponse {
        switch reply.result {
        case .failure(let failure): throw RekognitionError(failure, for: request)
        case .success(let result):
            var body = try body(of: result, by: reply.model)
            if let statistics = body.statistics {
                body.object.append("MatchStatistics", StatisticsField.member(statistics))
            }
            return RekognitionResponse(
                fields: body.statistics.map { [(StatisticsField.name, StatisticsField.value($0))] } ?? [],
                body: body.object,
                requestID: requestID,
                count: body.count,
                bestSimilarity: body.bestSimilarity
            )
        }
    }

    /// A body with what the log wants to know of it.
    struct Body {
        var object: JSONObject
        var count = 0
        var bestSimilarity: Int64?
        var statistics: MatchStatistics?
    }

    private func body(of result: CoreResult, by model: ModelIdentity) throws(RekognitionError) -> Body {
        switch (request.call, result) {
        case (.createCollection(let id)?, .collectionCreated(let summary)):
            guard summary.id == id else { throw .unfittingAnswer }
            return Body(object: created(id, model), count: 1)
        case (.deleteCollection?, .collectionDeleted):
            return Body(object: ["StatusCode": 200], count: 1)
        case (.describeCollection(let id)?, .collection(let summary)):
            guard summary.id == id else { throw .unfittingAnswer }
            return Body(object: described(id, summary), count: 1)
        case (.listCollections(let after, let limit)?, .collections(let all)):
            return listed(all, after: after, limit: limit)
        case (.listFaces(let id, let after, let limit, let faceIDs)?, .faces(let page)):
            return listed(page, model, id: id, after: after, limit: limit, faceIDs: faceIDs)
        case (.indexFaces(_, _, _, let maxFaces, _)?, .facesIndexed(let indexed)):
            return self.indexed(indexed, model, limit: maxFaces ?? RequestLimits.maxIndexedFaces)
        case (.deleteFaces(_, let faceIDs)?, .facesDeleted(let deleted)):
            return self.deleted(deleted, of: faceIDs)
        case (.detectFaces?, .facesDetected(let faces)):
            let shown = faces.prefix(RequestLimits.maxDetectedFaces)
            return Body(object: ["FaceDetails": .array(shown.map(FaceJSON.detected))], count: shown.count)
        case (.searchFaces(_, let faceID, let threshold, let maxFaces)?, .matches(let result)):
            return searched(faceID, result, model, filter(threshold, maxFaces))
        case (.searchFacesByImage(_, _, let threshold, let maxFaces, _)?, .matches(let result)):
            return try searched(result, model, filter(threshold, maxFaces))
        case (.compareFaces(_, _, let threshold, _)?, .comparison(let result)):
            return compared(result, model, filter(threshold, RequestLimits.maxComparedFaces))
        default:
            throw .unfittingAnswer
        }
    }

    private func filter(_ threshold: Int64, _ count: Int) -> MatchFilter {
        MatchFilter(threshold: threshold * 100, count: count, rules: rules)
    }

    func token(after name: ExactString, in collection: ExactString?) -> JSONValue {
        let tokens = BoundPageTokens(tokens: pages, operation: request.operation.name, client: client)
        return .string(tokens.make(after: name, collection))
    }
}
