internal import CoreProtocol
internal import StrictJSON

extension ResponseRenderer {
    func indexed(_ indexed: IndexedFaces, _ model: ModelIdentity) -> Body {
        let records: [JSONValue] = indexed.records.map { record in
            [
                "Face": FaceJSON.stored(record.face, model: model),
                "FaceDetail": FaceJSON.detected(record.detail),
            ]
        }
        let unindexed: [JSONValue] = indexed.unindexed.map { face in
            [
                "Reasons": .array(face.reasons.map { .string(ExactString($0.rawValue)) }),
                "FaceDetail": FaceJSON.detected(face.detail),
            ]
        }
        let object: JSONObject = [
            "FaceRecords": .array(records), "FaceModelVersion": .string(model.version),
            "UnindexedFaces": .array(unindexed),
        ]
        return Body(object: object, count: records.count)
    }

    /// Every id that was asked for is either deleted or not found, whatever the core says of others.
    func deleted(_ result: DeletedFaces, of faceIDs: [ExactString]) -> Body {
        let gone = Set(result.deleted)
        let deleted = faceIDs.filter(gone.contains)
        let failed: [JSONValue] = faceIDs.filter { !gone.contains($0) }.map { id in
            ["FaceId": .string(id), "Reasons": ["FACE_NOT_FOUND"]]
        }
        let object: JSONObject = [
            "DeletedFaces": .array(deleted.map { .string($0) }), "UnsuccessfulFaceDeletions": .array(failed),
        ]
        return Body(object: object, count: deleted.count)
    }

    func searched(
        _ faceID: ExactString,
        _ result: SearchResult,
        _ model: ModelIdentity,
        _ filter: MatchFilter
    ) -> Body {
        let kept = filter.kept(result.matches.filter { $0.face.faceID != faceID })
        let object: JSONObject = [
            "SearchedFaceId": .string(faceID), "FaceMatches": filter.json(kept, model: model),
            "FaceModelVersion": .string(model.version),
        ]
        return Body(
            object: object,
            count: kept.count,
            bestSimilarity: filter.best(kept),
            statistics: result.statistics
        )
    }

    func searched(
        _ result: SearchResult,
        _ model: ModelIdentity,
        _ filter: MatchFilter
    ) throws(RekognitionError) -> Body {
        guard let probe = result.searched else { throw .unfittingAnswer }
        let kept = filter.kept(result.matches)
        let object: JSONObject = [
            "SearchedFaceBoundingBox": FaceJSON.box(probe.box),
            "SearchedFaceConfidence": FaceJSON.decimal(probe.confidence),
            "FaceMatches": filter.json(kept, model: model), "FaceModelVersion": .string(model.version),
        ]
        return Body(
            object: object,
            count: kept.count,
            bestSimilarity: filter.best(kept),
            statistics: result.statistics
        )
    }

    /// A face that the core counts as a match and that is below the threshold is one of the unmatched.
    func compared(_ result: Comparison, _ model: ModelIdentity, _ filter: MatchFilter) -> Body {
        let kept = filter.kept(result.matches)
        let others = result.matches.filter { $0.similarity < filter.threshold }.map(\.face) + result.unmatched
        let object: JSONObject = [
            "SourceImageFace": [
                "BoundingBox": FaceJSON.box(result.source.box),
                "Confidence": FaceJSON.decimal(result.source.confidence),
            ],
            "FaceMatches": filter.json(kept, model: model),
            "UnmatchedFaces": .array(others.prefix(RequestLimits.maxIndexedFaces).map(FaceJSON.detected)),
        ]
        return Body(
            object: object,
            count: kept.count,
            bestSimilarity: filter.best(kept),
            statistics: result.statistics
        )
    }
}
