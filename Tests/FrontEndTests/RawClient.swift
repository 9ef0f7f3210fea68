import NIOCore
import NIOPosix
import TLS
import TestAuthorities

/// A client that writes exactly the bytes that a test wants, over a real socket.
final class RawClient {
    private let channel: any Channel
    private var chunks: AsyncStream<String>.Iterator
    private var text = ""

    /// Connects as the server's own test client.
    static func connect(to server: TestServer) async throws -> RawClient {
        try await connect(port: server.port, as: server.issued.identity, trusting: server.authority)
    }

    static func connect(
        port: Int,
        as identity: TLSIdentity,
        trusting authority: TestAuthority,
        lowest: TLSVersion = .tls13,
        algorithms: TLSAlgorithms = .fewKeyKinds
    ) async throws -> RawClient {
        let context = try TLSContext(
            client: identity,
            servers: [authority.certificate],
            lowest: lowest,
            algorithms: algorithms
        )
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        TLSHandler(client: context, serverName: "localhost"), Collector(continuation),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel, stream)
    }

    private init(_ channel: any Channel, _ stream: AsyncStream<String>) {
        self.channel = channel
        chunks = stream.makeAsyncIterator()
    }

    func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    /// Everything from here up to and with `mark`, or up to the end of the stream.
    func read(upTo mark: String) async -> String {
        while true {
            if let range = text.firstRange(of: mark) {
                let found = String(text[..<range.upperBound])
                text.removeSubrange(..<range.upperBound)
                return found
            }
            guard let chunk = await chunks.next(isolation: #isolation) else {
                defer { text = "" }
                return text
            }
            text += chunk
        }
    }

    /// Everything that is still to come.
    func rest() async -> String { await read(upTo: "\u{0}never") }

    func close() async throws { try await channel.close() }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<String>.Continuation

        init(_ continuation: AsyncStream<String>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(String(buffer: unwrapInboundIn(data)))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if let event = event as? ChannelEvent, event == .inputClosed {
                continuation.finish()
                context.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            continuation.yield("[\(error)]")
            continuation.finish()
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
    }
}
