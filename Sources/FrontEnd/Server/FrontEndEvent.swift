package import TLS

/// What happens at the front end without a request reaching the handler; the log summarises it.
package enum FrontEndEvent: Sendable {
    /// A handshake did not end in a connection.
    case handshakeRefused(HandshakeRefusal)
    /// The front end answered a request by itself.
    case requestRefused(FrontEndRefusal, client: VerifiedClient, peer: String)
    /// A connection was closed at once, because there are too many.
    case connectionRefused(peer: String)
}
