internal import Cryptography
internal import Decisions

/// An entry that repeats another, with what stands in its holes.
struct RepeatedEntry: Sendable {
    /// What it repeats.
    let pattern: EntryPattern
    /// Its place, as it says itself.
    private(set) var index: Int64 = 0
    /// Its time.
    var time: Timestamp
    /// The keyed digest by which a decision's warrant is counted.
    var warrant: SHA256Digest?
    private var use: Int64 = 0
    private var answered: Int64 = 0
    private var count: Int64 = 0
    private var bestSimilarity: Int64 = 0

    /// A repetition of which nothing is known yet but what it repeats.
    init(_ pattern: EntryPattern) {
        self.pattern = pattern
        time = pattern.links.time
    }

    /// Takes the number of a hole; false when no such number may stand there.
    mutating func take(_ number: Int64, _ hole: EntryPattern.Hole) -> Bool {
        switch hole {
        case .index: index = number
        case .useNumber: use = number
        case .answered: answered = number
        case .count: count = number
        case .bestSimilarity:
            guard number <= 100_000_000 else { return false }
            bestSimilarity = number
        default: break
        }
        return true
    }

    /// All that following the log's history needs of it; what has no hole is as the pattern says it.
    var links: EntryLinks {
        let known = pattern.links
        let isOutcome = known.common.type == .outcome
        var permit = known.permit
        if let warrant, permit?.warrant != nil { permit?.warrant = warrant }
        var release = known.release
        if isOutcome, release != nil {
            release?.count = count
            if release?.bestSimilarity != nil { release?.bestSimilarity = bestSimilarity }
        }
        return EntryLinks(
            common: known.common,
            index: index,
            time: time,
            use: known.use.map { CountedUse(number: use, maximum: $0.maximum) },
            warrant: warrant ?? known.warrant,
            permit: permit,
            // Only outcomes answer decisions, and what repeats one answers one.
            answered: isOutcome ? .one(answered) : .several([]),
            release: release
        )
    }
}
