import NIOCore
import Synchronization

/// One connection to the admin listener: one request, one answer, the end.
final class AdminConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String) -> AdminAnswer
    private var head: [UInt8] = []
    private var isAnswered = false
    private var deadline: Scheduled<Void>?

    init(_ answer: @escaping @Sendable (String) -> AdminAnswer) { self.answer = answer }

    func channelActive(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        head += unwrapInboundIn(data).readableBytesView
        if let end = head.firstRange(of: Array("\r\n\r\n".utf8)) {
            send(reply(to: Array(head[..<end.upperBound])), context)
        } else if head.count > AdminRequest.maximumBytes {
            send(AdminAnswer(status: 431, lines: ["the head is too large"]).encoded(withBody: true), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func reply(to head: [UInt8]) -> [UInt8] {
        do throws(AdminRequest.Fault) {
            let request = try AdminRequest(head: head)
            return answer(request.path).encoded(withBody: !request.isHead)
        } catch {
            return AdminAnswer(status: error.status, lines: [error.words]).encoded(withBody: true)
        }
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        isAnswered = true
        let buffer = context.channel.allocator.buffer(bytes: bytes)
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// From the connection's start to its end.
    private static let patience = TimeAmount.seconds(5)
}

/// How many connections are open, against a limit.
final class OpenConnections: Sendable {
    private let count = Mutex(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Counts one more, or says that there are too many.
    func enter() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    /// Uncounts one that was counted.
    func leave() { count.withLock { $0 -= 1 } }
}
