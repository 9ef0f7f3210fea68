import Glibc
import NIOCore
import NIOHPACK
import NIOPosix
import TLS
import TestAuthorities
import Testing

/// One frame of HTTP/2 as it goes over the wire (RFC 9113, 4.1), right or wrong.
struct WireFrame {
    var type: UInt8
    var flags: UInt8 = 0
    var stream: UInt32 = 0
    var payload: [UInt8] = []
    /// What the frame says of its length, if that is not the truth.
    var length: Int?

    var bytes: [UInt8] {
        let count = UInt32(length ?? payload.count)
        let head = [UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF), type, flags]
        return head + Self.number(stream) + payload
    }

    static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func settings(_ values: [(UInt16, UInt32)] = []) -> WireFrame {
        WireFrame(
            type: 4,
            payload: values.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xFF)] + number($0.1) }
        )
    }

    /// A request's fields, or others; END_HEADERS is set, and END_STREAM when nothing follows.
    static func headers(_ stream: UInt32, _ fields: [(String, String)], ends: Bool = true) -> WireFrame {
        WireFrame(type: 1, flags: ends ? 5 : 4, stream: stream, payload: literal(fields))
    }

    static func data(_ stream: UInt32, _ bytes: [UInt8], ends: Bool = false) -> WireFrame {
        WireFrame(type: 0, flags: ends ? 1 : 0, stream: stream, payload: bytes)
    }

    static func reset(_ stream: UInt32, _ code: UInt32 = 8) -> WireFrame {
        WireFrame(type: 3, stream: stream, payload: number(code))
    }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> WireFrame {
        WireFrame(type: 8, stream: stream, payload: number(increment))
    }

    /// Fields as literals that no table remembers (RFC 7541, 6.2.2).
    static func literal(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + string($0.0) + string($0.1) }
    }

    static func string(_ text: String) -> [UInt8] { integer(text.utf8.count) + Array(text.utf8) }

    /// A number after a prefix of seven bits (RFC 7541, 5.1).
    private static func integer(_ value: Int) -> [UInt8] {
        if value < 127 { return [UInt8(value)] }
        var (rest, bytes) = (value - 127, [UInt8(127)])
        while rest >= 128 {
            bytes.append(UInt8(rest & 0x7F | 0x80))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    static let ping = WireFrame(type: 6, payload: [UInt8](repeating: 0, count: 8))
    static let acknowledgement = WireFrame(type: 4, flags: 1)

    /// The fields of an honest request, with others after them.
    static func request(
        _ method: String = "GET",
        _ path: String = "/",
        _ more: [(String, String)] = []
    ) -> [(
        String, String
    )] {
        [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost")] + more
    }
}

/// Puts frames together from bytes as they come.
struct WireFrameReader {
    private var bytes: [UInt8] = []
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())

    mutating func append(_ more: [UInt8]) { bytes += more }

    mutating func next() -> WireFrame? {
        guard bytes.count >= 9 else { return nil }
        let count = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
        guard bytes.count >= 9 + count else { return nil }
        defer { bytes.removeFirst(9 + count) }
        let stream = bytes[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return WireFrame(
            type: bytes[3],
            flags: bytes[4],
            stream: stream,
            payload: Array(bytes[9..<(9 + count)])
        )
    }

    /// The status of an answer's fields.
    mutating func status(_ frame: WireFrame) throws -> Int? {
        var payload = ByteBuffer(bytes: frame.payload)
        return try decoder.decodeHeaders(from: &payload).first(name: ":status").flatMap { Int($0) }
    }
}

/// A client that sends exactly the frames that a test wants, over a real socket.
final class HTTP2Client {
    private let channel: any Channel
    private var chunks: AsyncStream<[UInt8]>.Iterator
    private var reader = WireFrameReader()

    /// What the server said first of all, its settings apart.
    enum Outcome: Hashable, Sendable {
        /// An answer on a stream.
        case status(Int)
        /// RST_STREAM with a code.
        case reset(UInt32)
        /// GOAWAY with a code that is an error.
        case goAway(UInt32)
        /// The end of the connection without any of these.
        case closed
    }

    static func connect(to server: TestServer) async throws -> HTTP2Client {
        let context = try TLSContext(
            client: server.issued.identity,
            servers: [server.authority.certificate],
            offering: [.http2]
        )
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        TLSHandler(client: context, serverName: "localhost"), Collector(continuation),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: server.port).get()
        return HTTP2Client(channel, stream)
    }

    private init(_ channel: any Channel, _ stream: AsyncStream<[UInt8]>) {
        self.channel = channel
        chunks = stream.makeAsyncIterator()
    }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    func send(_ frames: [WireFrame]) async throws { try await send(frames.flatMap(\.bytes)) }

    /// Preface and settings, then frames.
    func begin(_ frames: [WireFrame] = []) async throws {
        try await send(WireFrame.preface + WireFrame.settings().bytes + frames.flatMap(\.bytes))
    }

    /// The next frame, or nil at the end.
    func frame() async -> WireFrame? {
        while true {
            if let frame = reader.next() { return frame }
            guard let chunk = await chunks.next(isolation: #isolation) else { return nil }
            reader.append(chunk)
        }
    }

    /// What the server does next, on a stream or with the connection; settings, acknowledgements and windows are passed over.
    func outcome() async throws -> Outcome {
        while let frame = await frame() {
            switch frame.type {
            case 1: if let status = try reader.status(frame), status >= 200 { return .status(status) }
            case 3: return .reset(frame.payload.reduce(0) { $0 << 8 | UInt32($1) })
            case 7:
                let code = frame.payload[4..<8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                if code != 0 { return .goAway(code) }
            default: break
            }
        }
        return .closed
    }

    /// Whether the server ends the connection by itself.
    func ends() async -> Bool {
        while await frame() != nil {}
        return true
    }

    func close() async throws { try await channel.close() }

    /// Resets the connection: the server hears of it as an error of the socket.
    func abort() async throws {
        let socket = try #require(channel as? any SocketOptionProvider)
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<[UInt8]>.Continuation

        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if let event = event as? ChannelEvent, event == .inputClosed {
                continuation.finish()
                context.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            continuation.finish()
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
    }
}
