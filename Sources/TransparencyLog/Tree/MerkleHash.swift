package import Cryptography

/// A node of the log's tree: SHA-256, never another length.
package typealias Hash = SHA256Digest

/// How leaves and nodes are hashed (RFC 6962 section 2.1): a prefix keeps one from passing for the other.
package enum MerkleHash {
    /// The hash of an entry's exact bytes.
    package static func leaf(_ entry: [UInt8]) -> Hash { .of(prefix: 0, entry) }

    /// The hash of an entry's exact bytes, where they lie.
    package static func leaf(_ entry: ArraySlice<UInt8>) -> Hash { .of(prefix: 0, entry) }

    /// The hash of an inner node.
    package static func node(_ left: Hash, _ right: Hash) -> Hash { .of(prefix: 1, left, right) }

    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = SHA256Digest.of([])
}
