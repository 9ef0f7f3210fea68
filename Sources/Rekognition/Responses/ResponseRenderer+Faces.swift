internal import CoreProtocol
internal import StrictJSON

extension ResponseRenderer {
    /// No more faces than were asked for, each once, whatever the core says.
    func indexed(_ indexed: IndexedFaces, _ model: ModelIdentity, limit: Int) -> Body {
        var seen: Set<ExactString> = []
        let enrolled = indexed.records.filter { seen.insert($0.face.faceID).inserted }.prefix(limit)
        let records: [JSONValue] = enrolled.map { record in
            [
                "Face": FaceJSON.stored(record.face, model: model),
                "FaceDetail": FaceJSON.detected(record.detail),
            ]
        }
        let unindexed: [JSONValue] = indexed.unindexed.prefix(RequestLimits.maxIndexedFaces).map { face in
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
        var seen: Set<ExactString> = []
        let asked = faceIDs.filter { seen.insert($0).inserted }
        let deleted = asked.filter(gone.contains)
        let failed: [JSONValue] = asked.filter { !gone.contains($0) }.map { id in
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
            "UnmatchedFaces": .array(others.prefix(RequestLimits.maxComparedFaces).map(FaceJSON.detected)),
        ]
        return Body(
            object: object,
            count: kept.count,
            bestSimilarity: filter.best(kept),
            statistics: result.statistics
        )
    }
}
