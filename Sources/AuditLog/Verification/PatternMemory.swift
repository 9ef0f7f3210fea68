internal import Decisions

/// The patterns that one core has met, those that fit often in front.
struct PatternMemory: Sendable {
    private var patterns: [EntryPattern] = []
    private var minute = KnownMinute()

    /// What a leaf says, when it is of a known pattern and nothing within it is wrong.
    mutating func links(of leaf: [UInt8]) -> EntryLinks? {
        for place in patterns.indices {
            guard let links = patterns[place].links(of: leaf, &minute) else { continue }
            if place > 0 { patterns.swapAt(place, place / 2) }
            return links
        }
        return nil
    }

    /// Remembers an entry in which nothing was found.
    mutating func remember(_ leaf: [UInt8], _ entry: LogEntry) {
        guard let pattern = EntryPattern(leaf, entry) else { return }
        if patterns.count == Self.most { patterns.removeLast() }
        patterns.append(pattern)
    }

    private static let most = 128
}
