internal import Cryptography

/// How a witness names a log in paths: the SHA-256 of its origin, in hex.
package enum OriginHash {
    /// The 64 digits.
    package static func of(_ origin: String) -> String { SHA256Digest.of(Array(origin.utf8)).hex }
}
