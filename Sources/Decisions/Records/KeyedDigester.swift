package import Cryptography
package import StrictJSON

/// Makes the digests by which entries name what must not stand in them; auditors are given the key.
///
/// Each kind has its own prefix, so that a digest of one kind is never one of another.
package struct KeyedDigester: Sendable {
    private let key: Redacted<[UInt8]>

    /// A digester of a log's 32-byte digest key.
    package init(key: [UInt8]) { self.key = Redacted(key) }

    /// Of a probe or target: over the SHA-256 of the image's bytes.
    package func image(_ digest: SHA256Digest) -> SHA256Digest { authenticate("image", digest.bytes) }

    /// Of a warrant: over issuer and `jti`, by which uses are counted.
    package func warrant(issuer: ExactString, tokenID: ExactString) -> SHA256Digest {
        authenticate("warrant", issuer.bytes + [0] + tokenID.bytes)
    }

    /// Of an answer: over the exact bytes of its body.
    package func response(_ body: [UInt8]) -> SHA256Digest { authenticate("response", body) }

    private func authenticate(_ kind: ExactString, _ message: [UInt8]) -> SHA256Digest {
        HMACSHA256.authenticate(Self.prefix.bytes + kind.bytes + [0] + message, key: key.exposed)
    }

    private static let prefix: ExactString = "abeyance/v1/"
}
