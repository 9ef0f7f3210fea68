/// What one frame may carry; the sender refuses to exceed it and the receiver refuses to read on.
package struct FrameLimits: Sendable, Hashable {
    /// Bytes of the JSON header.
    package var maxHeaderBytes: Int
    /// Bytes of one binary part.
    package var maxPartBytes: Int
    /// Binary parts of one frame.
    package var maxParts: Int

    /// Limits as given.
    package init(maxHeaderBytes: Int, maxPartBytes: Int, maxParts: Int) {
        self.maxHeaderBytes = maxHeaderBytes
        self.maxPartBytes = maxPartBytes
        self.maxParts = maxParts
    }

    /// A header of 256 KiB and four parts of 6 MiB.
    package static let standard = FrameLimits(maxHeaderBytes: 256 << 10, maxPartBytes: 6 << 20, maxParts: 4)

    /// Bytes of all parts together.
    package var maxBodyBytes: Int { maxPartBytes * maxParts }
}
