package import Cryptography

/// What the log gives back once an entry is durable.
package struct Receipt: Hashable, Sendable {
    /// The entry's place in the log, from 0.
    package let index: Int64
    /// The entry's hash in the tree (RFC 6962 section 2.1): what a proof of it begins with.
    package let leafHash: SHA256Digest
    /// The SHA-256 of the canonical form of the draft's body, so that a receipt can be held against its draft.
    package let bodyDigest: SHA256Digest
    /// A signed checkpoint that covers the entry.
    package let checkpoint: String
    /// The warrant's use as counted, when the draft asked for one.
    package let warrantUse: CountedUse?

    /// A receipt for a durable entry.
    package init(
        index: Int64,
        leafHash: SHA256Digest,
        bodyDigest: SHA256Digest,
        checkpoint: String,
        warrantUse: CountedUse? = nil
    ) {
        self.index = index
        self.leafHash = leafHash
        self.bodyDigest = bodyDigest
        self.checkpoint = checkpoint
        self.warrantUse = warrantUse
    }
}
