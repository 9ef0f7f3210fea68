/// A collection's name: 1 to 255 of the letters, digits, `_`, `.` and `-` of ASCII, so that equal means equal bytes.
package struct CollectionName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// A name that keeps the protocol's pattern, or `nil`.
    package init?(_ text: String) {
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    package var description: String { text }

    package static func < (one: Self, other: Self) -> Bool {
        one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}
