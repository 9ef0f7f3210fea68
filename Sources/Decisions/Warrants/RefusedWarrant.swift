package import Cryptography
package import StrictJSON

/// A token that was presented and failed: what an entry records of it.
package struct RefusedWarrant: Hashable, Sendable {
    /// The first check that failed.
    package let code: WarrantRefusalCode
    /// The issuer it claims, once the payload could be read.
    package let issuer: ExactString?
    /// The `jti` it claims, once the payload could be read.
    package let tokenID: ExactString?
    /// The digest of the token as presented.
    package let tokenDigest: SHA256Digest

    /// A failed token; claims longer than 256 bytes are left out, so that no entry grows by what a client sends.
    package init(
        code: WarrantRefusalCode,
        issuer: ExactString?,
        tokenID: ExactString?,
        tokenDigest: SHA256Digest
    ) {
        self.code = code
        self.issuer = issuer.flatMap { $0.byteCount <= Self.longestClaim ? $0 : nil }
        self.tokenID = tokenID.flatMap { $0.byteCount <= Self.longestClaim ? $0 : nil }
        self.tokenDigest = tokenDigest
    }

    private static let longestClaim = 256
}
