/// The right side of `like`: literal text between wildcards, compared as UTF-8 bytes.
package struct Pattern: Hashable, Sendable {
    /// The literal runs; between two of them stands one wildcard, so the count is one more than the wildcards.
    package let segments: [[UInt8]]

    /// Whether a whole text matches; a wildcard stands for any number of any characters.
    ///
    /// Runs are found leftmost first, which is enough because wildcards take anything; the work is bounded by
    /// the product of the two lengths. UTF-8 synchronises itself, so bytes find exactly what scalars would.
    package func matches(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = segments.first, let last = segments.last, segments.count > 1 else {
            return text.elementsEqual(segments.first ?? [])
        }
        var rest = text[...]
        guard rest.starts(with: first) else { return false }
        rest = rest.dropFirst(first.count)
        for segment in segments.dropFirst().dropLast() where !segment.isEmpty {
            guard let end = Self.end(of: segment, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.reversed().starts(with: last.reversed())
    }

    /// The index behind the first place where a run stands.
    private static func end<C: BidirectionalCollection<UInt8>>(of run: [UInt8], in text: C) -> C.Index? {
        var start = text.startIndex
        while start < text.endIndex {
            var index = start
            var matched = 0
            while matched < run.count, index < text.endIndex, text[index] == run[matched] {
                matched += 1
                index = text.index(after: index)
            }
            if matched == run.count { return index }
            if index == text.endIndex, matched < run.count, text.distance(from: start, to: index) < run.count
            {
                return nil
            }
            start = text.index(after: start)
        }
        return nil
    }
}
