internal import Glibc
package import NIOCore
internal import NIOPosix
internal import TLS

/// The listener: accepts connections, each with TLS and HTTP/1.1 or HTTP/2, until it is drained.
package final class FrontEndServer: Sendable {
    /// The address it listens on, with the real port.
    package let address: SocketAddress

    private let listener: any Channel
    private let ledger: ConnectionLedger

    private init(listener: any Channel, address: SocketAddress, ledger: ConnectionLedger) {
        self.listener = listener
        self.address = address
        self.ledger = ledger
    }

    /// Starts to listen on the event loops of a group (of sockets: NIOPosix's).
    package static func start(
        _ configuration: FrontEndConfiguration,
        on group: any EventLoopGroup
    ) async throws(FrontEndError) -> FrontEndServer {
        let ledger = ConnectionLedger()
        let scope = ServerScope(configuration: configuration, ledger: ledger)
        let mark = configuration.limits.unsentBytes
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: configuration.limits.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: ReceiveRoom())
            .childChannelOption(.writeBufferWaterMark, value: .init(low: max(1, mark / 2), high: mark))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try initialize(channel, scope)
                }
            }
        let place = "\(configuration.host):\(configuration.port)"
        do {
            let listener = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            guard let address = listener.localAddress else {
                throw FrontEndError(description: "\(place): the listener has no address")
            }
            return FrontEndServer(listener: listener, address: address, ledger: ledger)
        } catch let error as IOError {
            throw FrontEndError(description: "\(place): cannot listen: \(reason(error.errnoCode))")
        } catch {
            throw FrontEndError(description: "\(place): cannot listen: \(error)")
        }
    }

    /// How many connections are open.
    package var connections: Int { ledger.count }

    /// How many requests are in hand, with how many bytes of bodies.
    package var requests: (requests: Int, bytes: Int) { ledger.requests.standing }

    /// Stops accepting, ends idle connections, and waits for the answers in hand; what is left at the deadline is closed.
    ///
    /// Returns how many connections the deadline cut off.
    package func drain(within deadline: TimeAmount) async -> Int {
        try? await listener.close()
        let open = ledger.drain()
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(DrainConnection()) }
        let cut = listener.eventLoop.scheduleTask(in: deadline) { [ledger] in
            let left = ledger.channels
            for channel in left { channel.close(promise: nil) }
            return left.count
        }
        for channel in open { try? await channel.closeFuture.get() }
        cut.cancel()
        return (try? await cut.futureResult.get()) ?? 0
    }

    private static func initialize(
        _ channel: any Channel,
        _ scope: ServerScope
    ) throws {
        let (configuration, ledger) = (scope.configuration, scope.ledger)
        let limits = configuration.limits
        guard ledger.open(channel, limit: limits.connections, unproven: limits.handshakes) else {
            guard !ledger.isDraining else { throw FrontEndError(description: "the server is stopping") }
            configuration.observe(.connectionRefused(peer: channel.remoteAddress.map(PeerAddress.text) ?? ""))
            throw FrontEndError(description: "too many connections")
        }
        channel.closeFuture.whenComplete { _ in ledger.closed(channel) }
        let observe = configuration.observe
        let tls = TLSHandler(server: configuration.contexts(), limits: configuration.tlsLimits) { refusal in
            observe(.handshakeRefused(refusal))
        }
        try channel.pipeline.syncOperations.addHandlers([
            tls, ProtocolChoice(scope: scope),
        ])
    }

    private static func reason(_ code: CInt) -> String {
        unsafe String(cString: strerror(code))
    }
}
