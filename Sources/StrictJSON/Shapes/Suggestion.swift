/// What somebody may have meant by an unknown word; for messages only.
package enum Suggestion {
    /// The candidate nearest to a word by single-letter edits, if one is near enough to be worth saying.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let written = [UInt8](word.utf8)
        guard !written.isEmpty, written.count <= longestWord else { return nil }
        let allowed = min(3, written.count / 3)
        var best: (distance: Int, word: String)?
        for candidate in candidates {
            let letters = [UInt8](candidate.utf8)
            guard letters.count <= longestWord, abs(letters.count - written.count) <= allowed else {
                continue
            }
            let distance = distance(written, letters)
            guard distance <= allowed else { continue }
            // Of several equally near, the first by spelling, in whatever order they come.
            if let best, (best.distance, best.word) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.word
    }

    /// The ending `, did you mean ...?`, or nothing; `prefix` is said before the candidate.
    package static func clause(
        for word: String,
        among candidates: some Sequence<String>,
        prefix: String = ""
    ) -> String {
        nearest(to: word, among: candidates).map { ", did you mean `\(prefix)\($0)`?" } ?? ""
    }

    /// The ending `, did you mean ...?`, or nothing.
    package static func clause(for word: ExactString, among candidates: some Sequence<ExactString>) -> String
    {
        clause(for: word.value, among: candidates.lazy.map(\.value))
    }

    /// Edits of one letter (insert, delete, replace, swap of neighbours) ignoring ASCII case.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let cost = folded(letter) == folded(other) ? 0 : 1
                var best = min(previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, folded(letter) == folded(right[column - 1]),
                    folded(left[row - 1]) == folded(other)
                {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }

    private static let longestWord = 64
}
