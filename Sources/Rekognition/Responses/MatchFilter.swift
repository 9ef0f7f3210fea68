internal import CoreProtocol
internal import StrictJSON

/// A face that may be released with its score: of a collection, or of the target picture.
protocol ReleasedFace {
    /// The face as the protocol spells it.
    func json(model: ModelIdentity) -> JSONValue
    /// The identifier, for faces of a collection.
    var enrolledID: ExactString? { get }
}

extension StoredFace: ReleasedFace {
    func json(model: ModelIdentity) -> JSONValue { FaceJSON.stored(self, model: model) }
    var enrolledID: ExactString? { faceID }
}

extension DetectedFace: ReleasedFace {
    func json(model: ModelIdentity) -> JSONValue { FaceJSON.detected(self) }
    var enrolledID: ExactString? { nil }
}

/// Keeps what was asked for: nothing below the threshold, no more than the count, and only then rounds.
struct MatchFilter {
    /// Millionths of a percent.
    let threshold: Int64
    let count: Int
    let rules: ReleaseRules

    /// The matches to release, most similar first, no enrolled face twice.
    func kept<Face: ReleasedFace>(_ matches: [ScoredFace<Face>]) -> [ScoredFace<Face>] {
        let enough = matches.filter { $0.similarity >= threshold }
        var seen: Set<ExactString> = []
        let distinct = enough.sorted { $0.similarity > $1.similarity }
            .filter { match in match.face.enrolledID.map { seen.insert($0).inserted } ?? true }
        return Array(distinct.prefix(count))
    }

    /// `FaceMatches` of matches that were kept.
    ///
    /// With whole scores nothing finer goes along: no statistics of the exact score, and equal whole scores are ordered by
    /// what is shown, not by what was rounded away.
    func json(_ kept: [ScoredFace<some ReleasedFace>], model: ModelIdentity) -> JSONValue {
        let shown = kept.map { match in
            (
                score: rules.shown(match.similarity), face: match.face.json(model: model),
                statistics: match.statistics
            )
        }
        let ordered =
            rules.hasWholeScores
            ? shown.map { ($0, $0.face.serialized()) }.sorted { left, right in
                left.0.score == right.0.score
                    ? left.1.lexicographicallyPrecedes(right.1) : left.0.score > right.0.score
            }.map(\.0)
            : shown
        return .array(
            ordered.map { match in
                var object: JSONObject = ["Similarity": FaceJSON.decimal(match.score), "Face": match.face]
                if let statistics = match.statistics, !rules.hasWholeScores {
                    object.append("MatchStatistics", StatisticsField.member(statistics))
                }
                return .object(object)
            }
        )
    }

    /// The best score as it is shown.
    func best(_ kept: [ScoredFace<some ReleasedFace>]) -> Int64? {
        kept.first.map { rules.shown($0.similarity) }
    }
}
