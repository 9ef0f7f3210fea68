internal import Cryptography
internal import TransparencyLog

/// A leaf's bytes and hash, for one place in the log.
struct MadeLeaf: Sendable {
    /// The place that the bytes name.
    let index: Int64
    /// The time that the bytes name.
    let time: Timestamp
    /// The exact bytes.
    let bytes: [UInt8]
    /// The bytes' hash in the tree.
    let hash: SHA256Digest

    /// Joins and hashes.
    init(_ template: LeafTemplate, _ envelope: Envelope) {
        index = envelope.index
        time = envelope.time
        bytes = template.leaf(envelope)
        hash = MerkleHash.leaf(bytes)
    }
}
