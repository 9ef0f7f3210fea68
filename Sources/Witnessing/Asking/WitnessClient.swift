package import NIOCore
internal import NIOPosix

/// Asks witnesses over HTTP/1.1, one connection for each request, with a deadline for the whole of it.
package struct WitnessClient: WitnessTransport {
    private let group: any EventLoopGroup
    private let deadline: TimeAmount

    /// A client on event loops of sockets (NIOPosix's); the process's own when none are given.
    package init(on group: (any EventLoopGroup)? = nil, deadline: TimeAmount = .seconds(10)) {
        self.group = group ?? MultiThreadedEventLoopGroup.singleton
        self.deadline = deadline
    }

    package func addCheckpoint(
        _ body: [UInt8],
        at address: WitnessAddress
    ) async throws(WitnessFault) -> WitnessReply {
        let head = """
            POST \(address.prefix)/add-checkpoint HTTP/1.1\r
            host: \(address.authority)\r
            content-type: text/plain; charset=utf-8\r
            content-length: \(body.count)\r
            connection: close\r
            \r

            """
        let reply = group.any().makePromise(of: WitnessReply.self)
        let (deadline, bytes) = (deadline, Array(head.utf8) + body)
        do {
            let channel = try await ClientBootstrap(group: group)
                .connectTimeout(deadline)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            WitnessExchange(bytes, deadline: deadline, reply: reply)
                        )
                    }
                }
                .connect(host: address.host, port: address.port).get()
            defer { channel.close(promise: nil) }
            return try await reply.futureResult.get()
        } catch let fault as WitnessFault {
            throw WitnessFault(fault.code, "\(address): \(fault.detail)")
        } catch {
            reply.fail(error)
            throw WitnessFault(.unreachable, "\(address): \(error)")
        }
    }
}

/// One request and its answer on one connection.
private final class WitnessExchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: [UInt8]
    private let deadline: TimeAmount
    private var reply: EventLoopPromise<WitnessReply>?
    private var reader = ReplyReader()
    private var timer: Scheduled<Void>?

    init(_ request: [UInt8], deadline: TimeAmount, reply: EventLoopPromise<WitnessReply>) {
        self.request = request
        self.deadline = deadline
        self.reply = reply
    }

    func channelActive(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) { [weak self] in
            self?.end(.failure(WitnessFault(.unreachable, "no whole answer in time")))
        }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take { try reader.take(Array(unwrapInboundIn(data).readableBytesView)) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        take { try reader.end() }
        end(.failure(WitnessFault(.unreachable, "the connection ended before the answer")))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(WitnessFault(.unreachable, "\(error)")))
        context.close(promise: nil)
    }

    private func take(_ read: () throws -> WitnessReply?) {
        do { if let found = try read() { end(.success(found)) } } catch { end(.failure(error)) }
    }

    private func end(_ result: Result<WitnessReply, any Error>) {
        timer?.cancel()
        timer = nil
        reply.take()?.completeWith(result)
    }
}
