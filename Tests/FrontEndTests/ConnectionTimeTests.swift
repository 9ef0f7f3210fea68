import Cryptography
import FrontEnd
import NIOCore
import NIOEmbedded
import Synchronization
import TLS
import TestAuthorities
import Testing

/// Deadlines of real connections, under a clock that the test moves.
@Suite struct ConnectionTimeTests {
    let pair: Pair
    init() throws { pair = try Pair() }

    @Test func `a client that never asks is closed without a word`() throws {
        pair.advance(.seconds(9))
        #expect(pair.isOpen)
        pair.advance(.seconds(1))
        #expect(!pair.isOpen)
        #expect(try pair.received() == "")
    }

    @Test func `a client that sends its head byte by byte is refused at the deadline`() throws {
        for byte in "GET / HTTP".utf8.prefix(9) {
            try pair.send(ByteBuffer(bytes: [byte]))
            pair.advance(.seconds(1))
        }
        #expect(try pair.received() == "")
        try pair.send(ByteBuffer(string: "P/1.1\r\n"))
        pair.advance(.seconds(1))
        #expect(try pair.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(pair.outputEnded)
    }

    @Test func `a client that sends its body byte by byte is refused at the deadline`() throws {
        try pair.send(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"))
        for _ in 0..<59 {
            pair.advance(.seconds(1))
            try pair.send(ByteBuffer(string: "x"))
        }
        #expect(try pair.received() == "")
        pair.advance(.seconds(1))
        #expect(try pair.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test func `each request has the whole of its deadline, and an idle connection ends`() throws {
        for _ in 0..<5 {
            try pair.send(ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(try pair.received().hasPrefix("HTTP/1.1 404 "))
            pair.advance(.seconds(74))
            #expect(pair.isOpen)
        }
        pair.advance(.seconds(1))
        #expect(!pair.isOpen)
    }

    @Test func `after the last answer bytes are dropped for a moment and then the connection is closed`()
        throws
    {
        try pair.send(ByteBuffer(string: "GET / HTTP/1.1\n"))
        #expect(try pair.received().hasPrefix("HTTP/1.1 400 "))
        #expect(pair.outputEnded)
        try pair.send(ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try pair.received() == "")
        pair.advance(.seconds(1))
        #expect(pair.isOpen)
        pair.advance(.seconds(1))
        #expect(!pair.isOpen)
    }

    @Test func `a connection ends with its certificate`() throws {
        try pair.send(ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"))
        pair.clock.withLock { $0 = TestAuthority.now.adding(seconds: 29) }
        try pair.send(ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try pair.received().ranges(of: "HTTP/1.1 404").count == 2)
        pair.clock.withLock { $0 = TestAuthority.now.adding(seconds: 31) }
        pair.advance(.seconds(31))
        #expect(!pair.isOpen)
    }

    @Test func `a request after the certificate's end is refused`() throws {
        pair.clock.withLock { $0 = TestAuthority.now.adding(seconds: 31) }
        try pair.send(ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"))
        let answer = try pair.received()
        #expect(answer.hasPrefix("HTTP/1.1 403 "))
        #expect(answer.contains("expired"))
    }

    @Test
    func `a client that does not read its answer is closed at the deadline, and asks nothing meanwhile`()
        throws
    {
        pair.server.isWritable = false
        try pair.send(
            ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n")
        )
        #expect(try pair.received().ranges(of: "HTTP/1.1 404").count == 1)
        pair.advance(.seconds(59))
        #expect(pair.isOpen)
        pair.advance(.seconds(1))
        #expect(!pair.isOpen)
    }

    @Test func `a client that reads its answer in time is served the next one`() throws {
        pair.server.isWritable = false
        try pair.send(
            ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n")
        )
        pair.advance(.seconds(59))
        pair.server.isWritable = true
        pair.server.pipeline.fireChannelWritabilityChanged()
        #expect(try pair.received().ranges(of: "HTTP/1.1 404").count == 2)
        pair.advance(.seconds(59))
        #expect(pair.isOpen)
    }

    @Test func `an organisation that asks too fast is told when to come back, on the connection that it has`()
        throws
    {
        let fast = try Pair { limits in
            limits.requestsPerSecond = 1
            limits.requestBurst = 2
        }
        let request = ByteBuffer(string: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in 0..<3 { try fast.send(request) }
        let answers = try fast.received()
        #expect(answers.ranges(of: "HTTP/1.1 404 ").count == 2)
        #expect(answers.contains("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(answers.contains("\r\nretry-after: 1\r\n"))
        #expect(answers.contains("\"ThrottlingException\""))
        fast.advance(.seconds(1))
        try fast.send(request)
        #expect(try fast.received().hasPrefix("HTTP/1.1 404 "))
    }

    @Test func `over HTTP 2 a client without a request is closed at the deadline`() throws {
        let pair = try Pair(offering: .http2)
        try pair.send(ByteBuffer(bytes: WireFrame.preface + WireFrame.settings().bytes))
        pair.advance(.seconds(9))
        #expect(pair.isOpen)
        // Pings do not keep a connection alive.
        try pair.send(ByteBuffer(bytes: WireFrame.ping.bytes))
        pair.advance(.seconds(3))
        #expect(!pair.isOpen)
    }

    @Test func `over HTTP 2 a body that comes byte by byte is refused at its deadline`() throws {
        let pair = try Pair(offering: .http2)
        let start = WireFrame.headers(1, WireFrame.request("POST"), ends: false)
        try pair.send(ByteBuffer(bytes: WireFrame.preface + WireFrame.settings().bytes + start.bytes))
        for _ in 0..<59 {
            pair.advance(.seconds(1))
            try pair.send(ByteBuffer(bytes: WireFrame.data(1, [120]).bytes))
        }
        #expect(try pair.statuses() == [])
        pair.advance(.seconds(1))
        #expect(try pair.statuses() == [408])
    }

    @Test func `over HTTP 2 a window that stays shut ends the connection at the answer's deadline`() throws {
        let pair = try Pair(offering: .http2)
        // SETTINGS_INITIAL_WINDOW_SIZE of 0: the head of an answer comes through, its body never does.
        let settings = WireFrame.settings([(4, 0)])
        try pair.send(
            ByteBuffer(
                bytes: WireFrame.preface + settings.bytes
                    + WireFrame.headers(1, WireFrame.request("GET", "/x")).bytes
            )
        )
        #expect(try pair.statuses() == [404])
        pair.advance(.seconds(59))
        #expect(pair.isOpen)
        pair.advance(.seconds(3))
        #expect(!pair.isOpen)
    }

    @Test func `over HTTP 2 a connection ends after its last request's idle time, not before`() throws {
        let pair = try Pair(offering: .http2)
        try pair.send(ByteBuffer(bytes: WireFrame.preface + WireFrame.settings().bytes))
        for stream: UInt32 in [1, 3, 5] {
            try pair.send(ByteBuffer(bytes: WireFrame.headers(stream, WireFrame.request("GET", "/x")).bytes))
            #expect(try pair.statuses() == [404])
            pair.advance(.seconds(stream == 5 ? 73 : 74))
            #expect(pair.isOpen)
        }
        pair.advance(.seconds(5))
        #expect(!pair.isOpen)
    }

    @Test func `over HTTP 2 a connection ends with its certificate`() throws {
        let pair = try Pair(offering: .http2)
        try pair.send(ByteBuffer(bytes: WireFrame.preface + WireFrame.settings().bytes))
        try pair.send(ByteBuffer(bytes: WireFrame.headers(1, WireFrame.request("GET", "/x")).bytes))
        pair.clock.withLock { $0 = TestAuthority.now.adding(seconds: 31) }
        pair.advance(.seconds(34))
        #expect(!pair.isOpen)
    }

    @Test func `a drain ends an idle connection at once`() throws {
        pair.server.pipeline.fireUserInboundEventTriggered(DrainConnection())
        #expect(!pair.isOpen)
    }

    /// A server's connection and a client, on one embedded loop each; the client's certificate ends 30 s from now.
    final class Pair {
        let server = EmbeddedChannel()
        let client = EmbeddedChannel()
        let clock: ClockBox
        private let wire = Wire()
        private var frames = WireFrameReader()

        final class ClockBox: Sendable {
            private let time = Mutex(TestAuthority.now)
            var now: Timestamp { time.withLock { $0 } }
            func withLock(_ body: (inout Timestamp) -> Void) { time.withLock { body(&$0) } }
        }

        init(
            offering choice: ApplicationProtocol = .http11,
            _ change: (inout HTTPLimits) -> Void = { _ in }
        ) throws {
            let clock = ClockBox()
            self.clock = clock
            let authority = try TestAuthority()
            let context = try TLSContext(
                server: authority.server(),
                clients: ClientTrust(authorities: [authority.certificate], revocations: RevocationSource()),
                generation: 1,
                clock: { clock.now }
            )
            var configuration = FrontEndConfiguration(
                host: "",
                port: 0,
                contexts: { context },
                organisation: { _ in "organisation" },
                route: { .among(["/": ["POST"]], for: $0, bodyLimit: { _ in 1_000 }) },
                observe: { _ in },
                clock: { clock.now },
                handler: { _ in HTTPAnswer(status: 200) }
            )
            change(&configuration.limits)
            let issued = try authority.client { $0.notAfter = TestAuthority.now.adding(seconds: 30) }
            let clientContext = try TLSContext(
                client: issued.identity,
                servers: [authority.certificate],
                offering: [choice]
            )
            try server.pipeline.syncOperations.addHandlers([
                wire, TLSHandler(server: context) { _ in },
                ProtocolChoice(configuration: configuration, ledger: ConnectionLedger()),
            ])
            try client.pipeline.syncOperations.addHandler(
                TLSHandler(client: clientContext, serverName: "localhost")
            )
            let address = try SocketAddress(ipAddress: "192.0.2.7", port: 4711)
            try server.connect(to: address).wait()
            try client.connect(to: address).wait()
            try pump()
        }

        var isOpen: Bool { server.isActive }
        var outputEnded: Bool { wire.outputEnded }

        func advance(_ time: TimeAmount) { server.embeddedEventLoop.advanceTime(by: time) }

        func send(_ bytes: ByteBuffer) throws {
            try client.writeOutbound(bytes)
            try pump()
        }

        /// What the client has been sent since it was last asked.
        func received() throws -> String {
            try pump()
            var text = ""
            while let bytes = try client.readInbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
            return text
        }

        /// The statuses of what the client has been sent over HTTP/2 since it was last asked.
        func statuses() throws -> [Int] {
            try pump()
            while let bytes = try client.readInbound(as: ByteBuffer.self) {
                frames.append(Array(bytes.readableBytesView))
            }
            var statuses: [Int] = []
            while let frame = frames.next() {
                if frame.type == 1, let status = try frames.status(frame) { statuses.append(status) }
            }
            return statuses
        }

        private func pump() throws {
            var moved = true
            while moved {
                moved = false
                while let bytes = try client.readOutbound(as: ByteBuffer.self), server.isActive {
                    try server.writeInbound(bytes)
                    moved = true
                }
                while let bytes = try server.readOutbound(as: ByteBuffer.self) {
                    try client.writeInbound(bytes)
                    moved = true
                }
            }
        }
    }

    /// Stands where the socket is: an embedded channel would take the end of the output for the end of the channel.
    final class Wire: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var outputEnded = false

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            outputEnded = true
            if mode == .output { promise?.succeed(()) } else { context.close(mode: mode, promise: promise) }
        }
    }
}
