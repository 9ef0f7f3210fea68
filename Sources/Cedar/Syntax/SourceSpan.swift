/// A half-open range of bytes in one source text.
///
/// Offsets count UTF-8 bytes from the start of the text and fit 32 bits, because a source is refused beyond
/// `SyntaxLimits.maxBytes`.
package struct SourceSpan: Hashable, Sendable {
    /// The offset of the first byte.
    package let start: Int32
    /// The offset behind the last byte.
    package let end: Int32

    /// A span of bytes; `end` must not be before `start`.
    package init(start: Int32, end: Int32) {
        self.start = start
        self.end = max(start, end)
    }

    /// The empty span at the start of a text, for what has no place of its own.
    package static let none = SourceSpan(start: 0, end: 0)

    /// The smallest span that covers both.
    package func joined(_ other: SourceSpan) -> SourceSpan {
        SourceSpan(start: min(start, other.start), end: max(end, other.end))
    }
}
