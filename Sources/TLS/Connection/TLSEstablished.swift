/// Sent down the pipeline as a user event when a handshake has ended well, before any plaintext.
package struct TLSEstablished: Sendable {
    /// The verified client; nil in client role.
    package let client: VerifiedClient?

    /// Whether an earlier session was resumed.
    package let isResumed: Bool

    /// The version in use, such as `TLSv1.3`.
    package let version: String

    /// The application protocol that both ends agreed on; nil when the client named none.
    package let applicationProtocol: ApplicationProtocol?

    /// The generation under which the connection was opened.
    package let generation: UInt64
}
