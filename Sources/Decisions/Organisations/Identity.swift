package import Cryptography
package import StrictJSON

/// How a certificate is known to belong to an organisation; never by its common name.
package enum Identity: Hashable, Sendable {
    /// The certificate's single URI name, issued below the client CA whose public key has this digest.
    case uri(ExactString, authority: SHA256Digest)
    /// The SHA-256 of the certificate's SubjectPublicKeyInfo.
    case pin(SHA256Digest)
}
