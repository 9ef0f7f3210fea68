import Cryptography
import FrontEnd
import NIOCore
import NIOEmbedded
import Synchronization
import TLS
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

        final class ClockBox: Sendable {
            private let time = Mutex(TestAuthority.now)
            var now: Timestamp { time.withLock { $0 } }
            func withLock(_ body: (inout Timestamp) -> Void) { time.withLock { body(&$0) } }
        }

        init() throws {
            let clock = ClockBox()
            self.clock = clock
            let authority = try TestAuthority()
            let context = try TLSContext(
                server: authority.server(),
                clients: ClientTrust(authorities: [authority.certificate], revocations: RevocationSource()),
                generation: 1,
                clock: { clock.now }
            )
            let configuration = FrontEndConfiguration(
                host: "",
                port: 0,
                contexts: { context },
                organisation: { _ in "organisation" },
                route: { .among(["/": ["POST"]], for: $0, bodyLimit: { _ in 1_000 }) },
                observe: { _ in },
                clock: { clock.now },
                handler: { _ in HTTPAnswer(status: 200) }
            )
            let issued = try authority.client { $0.notAfter = TestAuthority.now.adding(seconds: 30) }
            let clientContext = try TLSContext(client: issued.identity, servers: [authority.certificate])
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
