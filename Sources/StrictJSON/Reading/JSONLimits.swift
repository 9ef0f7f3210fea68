/// What the reader accepts at most; every limit is checked before the memory it guards is taken.
package struct JSONLimits: Sendable, Hashable {
    /// Bytes of the whole text.
    package var maxBytes: Int
    /// Arrays and objects inside one another, the outermost counting 1; never above ``deepest``.
    package var maxDepth: Int
    /// Bytes of one string or name, after unescaping.
    package var maxStringBytes: Int
    /// Members of all objects and elements of all arrays, together.
    package var maxMembers: Int

    /// Limits as given; a depth above ``deepest`` is lowered to it.
    package init(
        maxBytes: Int = standard.maxBytes,
        maxDepth: Int = standard.maxDepth,
        maxStringBytes: Int = standard.maxStringBytes,
        maxMembers: Int = standard.maxMembers
    ) {
        self.maxBytes = maxBytes
        self.maxDepth = min(maxDepth, Self.deepest)
        self.maxStringBytes = maxStringBytes
        self.maxMembers = maxMembers
    }

    /// 16 MiB of text, 16 deep, strings as long as the text, 100,000 members and elements.
    package static let standard = JSONLimits(
        maxBytes: 16 << 20,
        maxDepth: 16,
        maxStringBytes: 16 << 20,
        maxMembers: 100_000
    )

    /// The depth that no caller can exceed: the reader, the writers and release of the value recurse this far.
    package static let deepest = 128
}
