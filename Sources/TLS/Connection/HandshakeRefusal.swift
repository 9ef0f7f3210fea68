package import Cryptography

/// A handshake that did not end in a connection, as the log summarises it.
package struct HandshakeRefusal: Hashable, Sendable {
    /// Why.
    package let reason: Reason

    /// What was found, in plain words; lowercase, without a full stop.
    package let detail: String

    /// The SHA-256 of the leaf certificate that was shown, when one was.
    package let presented: SHA256Digest?

    /// The peer's address and port, or empty when unknown.
    package let peer: String

    /// The kinds of refusal.
    package enum Reason: Hashable, Sendable {
        /// The certificate was not accepted.
        case certificate(CertificateRefusal.Code)
        /// No certificate was shown.
        case noCertificate
        /// The bytes were not a TLS handshake that we speak: another version, a plain HTTP request, garbage.
        case handshake
        /// The handshake took too long.
        case deadline
        /// Too many bytes came before the handshake ended.
        case tooManyBytes
        /// The peer went away, or refused us.
        case disconnected

        /// The reason as one word for logs and metrics.
        package var name: String {
            switch self {
            case .certificate(let code): code.rawValue
            case .noCertificate: "no_certificate"
            case .handshake: "handshake"
            case .deadline: "handshake_deadline"
            case .tooManyBytes: "handshake_bytes"
            case .disconnected: "disconnected"
            }
        }
    }
}
