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
        var links = pattern.links
        links.index = index
        links.time = time
        if let counted = links.use { links.use = CountedUse(number: use, maximum: counted.maximum) }
        if let warrant {
            links.warrant = warrant
            if links.permit?.warrant != nil { links.permit?.warrant = warrant }
        }
        if links.type == .outcome {
            links.answered = .one(answered)
            if links.release != nil {
                links.release?.count = count
                if links.release?.bestSimilarity != nil { links.release?.bestSimilarity = bestSimilarity }
            }
        }
        return links
    }
}
