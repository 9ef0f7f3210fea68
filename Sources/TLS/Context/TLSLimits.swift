package import NIOCore

/// Every limit of the TLS layer.
package struct TLSLimits: Hashable, Sendable {
    /// From the connection's start to the end of the handshake.
    package var handshakeDeadline: TimeAmount = .seconds(10)

    /// Bytes from the peer before the handshake ends.
    package var handshakeBytes = 65_536

    /// Bytes to the peer that wait for the handshake to end.
    package var waitingBytes = 1_048_576

    /// After a refusal, how long the connection still takes (and drops) bytes, so that the alert is not lost to a reset.
    package var alertLinger: TimeAmount = .seconds(1)

    /// Bytes dropped in that time before the connection is closed all the same.
    package var alertLingerBytes = 262_144

    /// A connection over which nothing has gone for between once and twice this time gives back what memory it can
    /// (a tenth of a second later at most).
    package var restInterval: TimeAmount = .milliseconds(300)

    /// The limits as documented here.
    package static let standard = TLSLimits()

    /// The limits as documented here, to be changed one by one.
    package init() {}

    /// Bytes of certificates that a peer may send.
    static let chainBytes = 32_768
    /// Certificates between the leaf and the anchor.
    static let chainDepth = 3
    /// Sessions kept for resumption in one generation.
    static let sessions = 20_000
    /// Seconds for which a session may be resumed.
    static let sessionSeconds = 3_600
    /// Verified chains remembered in one generation, as many as sessions; beyond it the memory starts afresh.
    static let rememberedClients = 20_000
    /// Nanoseconds between the times at which an event loop looks for connections that may rest.
    static let restGrid: UInt64 = 100_000_000
    /// Memory for outgoing ciphertext that a connection keeps, twice, until it rests.
    static let keptOutgoingBytes = 1_024
}
