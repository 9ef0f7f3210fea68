import CoreProtocol
import StrictJSON

extension CoreService {
    /// Searches a collection with the largest face of a picture.
    func search(
        _ name: CollectionName,
        image: [UInt8],
        _ question: Question,
        _ notes: inout [ExactString]
    ) throws(CoreFailure) -> SearchResult {
        _ = try stored { () throws(CollectionError) in try store.describe(name) }
        let picture = try faces(in: image, for: .probe, filter: question.filter, "image", &notes)
        let face = try largest(picture, "image")
        let template = picture.template(face)
        let (candidates, size) = try stored(beforeMatching: false) { () throws(CollectionError) in
            try store.search(
                name,
                probe: template,
                model: picture.pipeline.model,
                most: question.most,
                floor: Score.floor(question.threshold)
            )
        }
        return result(of: candidates, searched: face.detail, among: size, question.threshold)
    }

    /// Searches a collection with one of its own faces.
    func search(
        _ name: CollectionName,
        faceID: ExactString,
        threshold: Int64,
        most: Int
    ) throws(CoreFailure) -> SearchResult {
        guard case .ready(let pipeline) = matcher else {
            throw CoreFailure(.notReady, "the model is missing", beforeMatching: true)
        }
        let collection = try stored { () throws(CollectionError) in try store.describe(name) }
        guard collection.faceCount == 0 || collection.model == pipeline.model else {
            throw CoreFailure(
                .otherModel,
                "the collection `\(name)` holds templates of another model",
                beforeMatching: true
            )
        }
        let (candidates, size) = try stored { () throws(CollectionError) in
            try store.search(
                name,
                faceID: faceID,
                most: most,
                floor: Score.floor(threshold)
            )
        }
        return result(of: candidates, searched: nil, among: size, threshold)
    }

    /// Compares the largest face of one picture with the faces of another.
    func compare(
        _ source: [UInt8],
        _ target: [UInt8],
        _ question: Question,
        _ notes: inout [ExactString]
    ) throws(CoreFailure) -> Comparison {
        let sourcePicture = try faces(
            in: source,
            for: .probe,
            filter: question.filter,
            "source image",
            &notes
        )
        let face = try largest(sourcePicture, "source image")
        let targetPicture = try faces(
            in: target,
            for: .probe,
            filter: question.filter,
            "target image",
            &notes
        )
        _ = try largest(targetPicture, "target image")
        let probe = sourcePicture.template(face)
        let comparisons = targetPicture.faces.count
        var matches: [(cosine: Double, face: ComparedFace)] = []
        var unmatched: [DetectedFace] = []
        for other in targetPicture.faces {
            let cosine = TemplateMatrix.cosine(probe, targetPicture.template(other))
            let similarity = SimilarityScale.millionths(ofCosine: cosine)
            guard similarity >= question.threshold else {
                unmatched.append(other.detail)
                continue
            }
            let compared = ComparedFace(
                similarity: similarity,
                cosine: FaceMeasurement.millionths(cosine),
                face: other.detail,
                statistics: MatchStatistics(cosine: cosine, comparisons: comparisons)
            )
            matches.append((cosine, compared))
        }
        matches.sort { $0.cosine > $1.cosine }
        return Comparison(
            source: face.detail,
            matches: matches.map(\.face),
            unmatched: unmatched,
            statistics: Score.statistics(at: question.threshold, among: comparisons)
        )
    }

    /// The candidates at or above the threshold, with what each score is worth.
    private func result(
        of candidates: [FaceCandidate],
        searched: DetectedFace?,
        among size: Int,
        _ threshold: Int64
    ) -> SearchResult {
        let matches = candidates.compactMap { candidate -> FaceMatch? in
            let similarity = SimilarityScale.millionths(ofCosine: candidate.cosine)
            guard similarity >= threshold else { return nil }
            return FaceMatch(
                similarity: similarity,
                cosine: FaceMeasurement.millionths(candidate.cosine),
                face: candidate.face,
                statistics: MatchStatistics(cosine: candidate.cosine, comparisons: size)
            )
        }
        return SearchResult(
            searched: searched,
            matches: matches,
            comparisons: Int64(size),
            statistics: Score.statistics(at: threshold, among: size)
        )
    }
}

/// Thresholds of the protocol against the published table.
private enum Score {
    /// A cosine below which no similarity reaches the threshold (millionths of a percent); -1 when all do.
    static func floor(_ threshold: Int64) -> Double {
        // A little lower than the table says: the similarity itself decides, rounded as it is told.
        threshold <= 0 ? -1 : SimilarityScale.cosine(ofSimilarity: Double(threshold) / 1e6) - 1e-7
    }

    /// What the threshold itself is worth.
    static func statistics(at threshold: Int64, among comparisons: Int) -> MatchStatistics {
        let cosine = SimilarityScale.cosine(ofSimilarity: Double(threshold) / 1e6)
        return MatchStatistics(cosine: cosine, comparisons: comparisons)
    }
}
