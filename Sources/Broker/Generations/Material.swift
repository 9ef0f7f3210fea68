import Cryptography
import PolicyControl
import TLS

/// What one generation is made from besides its policy set: the server's certificate and key, and the authorities at hand.
struct Material: Sendable {
    /// The server's certificates and key.
    let identity: TLSIdentity
    /// The client authorities at hand, of which the policy set pins some.
    let authorities: [Certificate]

    /// Reads the files that a configuration names.
    ///
    /// - Throws: `StartError` or `FileBytes.Failure` naming the file, or `TLSError`.
    init(_ configuration: Configuration, at now: Timestamp) throws {
        identity = try configuration.identity(at: now)
        authorities = try Certificate.all(at: configuration.clientAuthorities)
    }
}
