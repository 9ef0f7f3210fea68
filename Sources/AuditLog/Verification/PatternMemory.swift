internal import Decisions

/// The patterns that one core has met, those that fit often in front.
struct PatternMemory: Sendable {
    private var patterns: [EntryPattern] = []
    private var minute = KnownMinute()
    private let isPlain: Bool

    /// An empty memory; a plain one stays empty, so that every entry is read as if no other were known.
    init(isPlain: Bool) { self.isPlain = isPlain }

    /// What a leaf says, when it is of a known pattern and nothing within it is wrong.
    mutating func repeated(in leaf: [UInt8]) -> RepeatedEntry? {
        for place in patterns.indices {
            guard let entry = patterns[place].repeated(in: leaf, &minute) else { continue }
            if place > 0 { patterns.swapAt(place, place / 2) }
            return entry
        }
        return nil
    }

    /// Remembers an entry in which nothing was found, with what says whether others like it come out the same.
    mutating func remember(_ leaf: [UInt8], _ entry: LogEntry, _ again: DecidedAgain? = nil) {
        guard !isPlain else { return }
        // What does not even fit itself would never be found again.
        guard let pattern = EntryPattern(leaf, entry, again), pattern.repeated(in: leaf, &minute) != nil
        else { return }
        if patterns.count == Self.most { patterns.removeLast() }
        patterns.append(pattern)
    }

    private static let most = 128
}

/// The memories of all cores.
struct PatternMemories: Sendable {
    /// One for each core that has worked.
    var each: [PatternMemory] = []
    /// A memory as it begins.
    let fresh: PatternMemory

    /// Memories that have met nothing; plain ones stay so.
    init(arePlain: Bool) { fresh = PatternMemory(isPlain: arePlain) }
}
