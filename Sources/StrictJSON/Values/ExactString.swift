/// A string that is compared, ordered and hashed by its UTF-8 bytes.
///
/// Swift's own `==` treats canonically equivalent strings as equal ("é" as one scalar and as `e` plus a combining
/// accent). For identifiers and policy strings that would be a bypass, so they travel as `ExactString`.
package struct ExactString: Sendable {
    /// The text itself; never compare it with `==` when the answer decides anything.
    package let value: String

    /// Wraps a string.
    package init(_ value: String) { self.value = value }

    /// The UTF-8 bytes of the text.
    package var bytes: [UInt8] { [UInt8](value.utf8) }

    /// Whether there is no text at all.
    package var isEmpty: Bool { value.utf8.isEmpty }

    /// The number of UTF-8 bytes.
    package var byteCount: Int { value.utf8.count }

    /// Whether the text begins with the bytes of `prefix`.
    package func hasPrefix(_ prefix: ExactString) -> Bool { value.utf8.starts(with: prefix.value.utf8) }
}

extension ExactString: Hashable {
    package static func == (left: ExactString, right: ExactString) -> Bool {
        let (a, b) = (left.value.utf8.span, right.value.utf8.span)
        guard a.count == b.count else { return false }
        for index in 0..<a.count where a[index] != b[index] { return false }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        // Eight bytes at a time; the length closes the text, so that no two texts feed the hasher alike.
        var word: UInt64 = 0
        var count: UInt64 = 0
        let text = value.utf8.span
        for index in 0..<text.count {
            word = word << 8 | UInt64(text[index])
            count &+= 1
            if count & 7 == 0 {
                hasher.combine(word)
                word = 0
            }
        }
        if count & 7 != 0 { hasher.combine(word) }
        hasher.combine(count)
    }
}

extension ExactString: Comparable {
    package static func < (left: ExactString, right: ExactString) -> Bool {
        let (a, b) = (left.value.utf8.span, right.value.utf8.span)
        for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] }
        return a.count < b.count
    }
}

extension ExactString: ExpressibleByStringLiteral, CustomStringConvertible {
    package init(stringLiteral value: String) { self.init(value) }

    package var description: String { value }
}
