/// What changed in a text, as the lines of a unified difference: one block with three lines around it.
package struct LineDifference: Hashable, Sendable {
    /// The lines to print; none when nothing changed.
    package let lines: [String]

    /// The difference between two texts of a file.
    package init(from old: [UInt8], to new: [UInt8], file: String) {
        guard old != new else {
            lines = []
            return
        }
        let (before, after) = (Self.split(old), Self.split(new))
        let head = zip(before, after).prefix { $0 == $1 }.count
        let most = min(before.count, after.count) - head
        let tail = zip(before.reversed(), after.reversed()).prefix(most).prefix { $0 == $1 }.count
        let first = max(0, head - Self.context)
        let (oldEnd, newEnd) = (before.count - tail, after.count - tail)
        let last = min(before.count, oldEnd + Self.context)
        let shown = last - first
        var lines = [
            "--- \(file)", "+++ \(file)",
            "@@ -\(first + 1),\(shown) +\(first + 1),\(shown + newEnd - oldEnd) @@",
        ]
        lines += before[first..<head].map { " " + $0 }
        lines += before[head..<oldEnd].map { "-" + $0 }
        lines += after[head..<newEnd].map { "+" + $0 }
        lines += before[oldEnd..<last].map { " " + $0 }
        self.lines = lines
    }

    private static func split(_ text: [UInt8]) -> [String] {
        var lines = text.split(separator: 0x0a, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let context = 3
}
