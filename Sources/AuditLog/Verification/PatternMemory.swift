internal import Decisions

/// The patterns that one core has met.
///
/// Which of them are tried decides only how soon an entry is judged: one that fits judges it as reading it would, and without
/// one it is read.
struct PatternMemory: Sendable {
    /// In the order of their heads; among those of one head, those that fit often come first.
    private var patterns: [EntryPattern] = []
    private var minute = KnownMinute()
    /// The place of the pattern that left last.
    private var leaving = 0
    private let isPlain: Bool

    /// An empty memory; a plain one stays empty, so that every entry is read as if no other were known.
    init(isPlain: Bool) { self.isPlain = isPlain }

    /// What a leaf says, when it is of a known pattern and nothing within it is wrong.
    mutating func repeated(in leaf: ArraySlice<UInt8>) -> RepeatedEntry? {
        let first = place { $0.order(to: leaf) >= 0 }
        var place = first
        while place < patterns.count, patterns[place].order(to: leaf) == 0 {
            if let entry = patterns[place].repeated(in: leaf, &minute) {
                if place > first { patterns.swapAt(place, first + (place - first) / 2) }
                return entry
            }
            place += 1
        }
        return nil
    }

    /// Remembers an entry in which nothing was found, with what says whether others like it come out the same.
    mutating func remember(_ leaf: [UInt8], _ entry: LogEntry, _ again: DecidedAgain? = nil) {
        guard !isPlain else { return }
        // What does not even fit itself would never be found again.
        guard let pattern = EntryPattern(leaf, entry, again),
            pattern.repeated(in: leaf[...], &minute) != nil
        else { return }
        if patterns.count == Self.most {
            // Any may go: what is met again is remembered again.
            leaving = (leaving + Self.stride) % patterns.count
            patterns.remove(at: leaving)
        }
        patterns.insert(pattern, at: place { $0.order(to: leaf[...]) >= 0 })
    }

    /// The first place from which on all patterns are such.
    private func place(_ isSuch: (EntryPattern) -> Bool) -> Int {
        var low = 0
        var high = patterns.count
        while low < high {
            let middle = (low + high) / 2
            if isSuch(patterns[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static let most = 2_048
    /// Prime to `most`, so that in time each place comes.
    private static let stride = 389
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
