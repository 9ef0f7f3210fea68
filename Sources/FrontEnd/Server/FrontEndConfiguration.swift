package import Cryptography
package import TLS

/// What the front end needs from the rest of the gate.
///
/// The closures are called on event loops and must not block; only the handler may take its time.
package struct FrontEndConfiguration: Sendable {
    /// The address to listen on, a number or a name.
    package var host: String

    /// The port to listen on; 0 for any that is free.
    package var port: Int

    /// The limits of HTTP.
    package var limits = HTTPLimits.standard

    /// The limits of TLS.
    package var tlsLimits = TLSLimits.standard

    /// The generation in force now: new connections begin under it, and every request is checked against it.
    package var contexts: @Sendable () -> TLSContext

    /// The name under which a client's connections are counted; nil when it is nobody's.
    package var organisation: @Sendable (VerifiedClient) -> String?

    /// What to do with a request, decided from its head.
    package var route: @Sendable (RequestHead) -> Route

    /// Where handlers begin to run; nil for the process's pool.
    package var executor: (any TaskExecutor)?

    /// Whether the handler of a request begins on the connection's event loop, up to where it first waits.
    ///
    /// Saves two changes of thread. Only for requests whose handler has little to do before it waits: meanwhile the
    /// other connections of the loop stand still.
    package var beginsAtOnce: @Sendable (HTTPRequest) -> Bool = { _ in false }

    /// Answers a request.
    package var handler: @Sendable (HTTPRequest) async -> HTTPAnswer

    /// Hears of refusals that the handler does not see.
    package var observe: @Sendable (FrontEndEvent) -> Void

    /// Hears, on the event loop, how many microseconds a handshake took that ended well.
    package var established: @Sendable (Int64) -> Void = { _ in }

    /// The time for dates and for the ends of certificates.
    package var clock: @Sendable () -> Timestamp

    package init(
        host: String,
        port: Int,
        contexts: @escaping @Sendable () -> TLSContext,
        organisation: @escaping @Sendable (VerifiedClient) -> String?,
        route: @escaping @Sendable (RequestHead) -> Route,
        observe: @escaping @Sendable (FrontEndEvent) -> Void,
        clock: @escaping @Sendable () -> Timestamp,
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPAnswer
    ) {
        self.host = host
        self.port = port
        self.contexts = contexts
        self.organisation = organisation
        self.route = route
        self.observe = observe
        self.clock = clock
        self.handler = handler
    }
}
