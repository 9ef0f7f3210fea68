internal import FrontEnd
package import NIOCore
internal import NIOPosix

/// Serves a witness over plain HTTP/1.1; TLS, where it is wanted, is ended in front of it.
///
/// Requests need no client certificate: what is signed speaks for itself (C2SP tlog-witness).
package final class WitnessServer: Sendable {
    /// The address it listens on.
    package let address: SocketAddress

    /// The port it listens on.
    package var port: Int { address.port ?? 0 }

    private let listener: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let worker: NIOThreadPool
    private let ledger: ConnectionLedger

    private init(
        _ listener: any Channel,
        _ address: SocketAddress,
        _ group: MultiThreadedEventLoopGroup,
        _ worker: NIOThreadPool,
        _ ledger: ConnectionLedger
    ) {
        self.listener = listener
        self.address = address
        self.group = group
        self.worker = worker
        self.ledger = ledger
    }

    /// Starts to listen; port 0 is any that is free.
    ///
    /// The witness answers on one thread of its own. The clock gives seconds since 1970.
    package static func start(
        _ witness: Witness,
        host: String,
        port: Int,
        time: @escaping @Sendable () -> Int64
    ) async throws -> WitnessServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let worker = NIOThreadPool(numberOfThreads: 1)
        worker.start()
        let ledger = ConnectionLedger()
        let surface = WitnessSurface(witness: witness, time: time)
        let limits = limits
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: limits.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard ledger.open(channel, limit: limits.connections) else { throw WitnessServerFull() }
                    channel.closeFuture.whenComplete { _ in ledger.closed(channel) }
                    try channel.pipeline.syncOperations.addHandler(
                        WitnessConnection(surface: surface, limits: limits, worker: worker)
                    )
                }
            }
        do {
            let listener = try await bootstrap.bind(host: host, port: port).get()
            guard let address = listener.localAddress else { throw WitnessStateError("no address") }
            return WitnessServer(listener, address, group, worker, ledger)
        } catch {
            try? await worker.shutdownGracefully()
            try? await group.shutdownGracefully()
            throw WitnessStateError("\(host):\(port): cannot listen: \(error)")
        }
    }

    /// Stops accepting, waits for the answers in hand, at most a few seconds, and ends its threads.
    package func stop() async {
        try? await listener.close()
        for channel in ledger.channels { channel.pipeline.fireUserInboundEventTriggered(DrainConnection()) }
        let cut = listener.eventLoop.scheduleTask(in: .seconds(5)) { [ledger] in
            for channel in ledger.channels { channel.close(promise: nil) }
        }
        for channel in ledger.channels { try? await channel.closeFuture.get() }
        cut.cancel()
        try? await worker.shutdownGracefully()
        try? await group.shutdownGracefully()
    }

    private static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.headBytes = 8_192
        limits.requestLineBytes = 1_024
        limits.fields = 50
        limits.bodyDeadline = .seconds(10)
        limits.answerDeadline = .seconds(10)
        limits.connections = 256
        return limits
    }()
}

private struct WitnessServerFull: Error {}
