import Cryptography
import FrontEnd
import NIOCore
import NIOPosix
import Support
import Synchronization
import TLS
import TestAuthorities
import Testing

@Suite(.ownThread) struct FrontEndServerTests {
    static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    static let last = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    @Test func `the handler sees the certificate, the facts and no claimed identity`() async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nAbeyance-Purpose: missing-person\r\nX-Forwarded-For: 1.2.3.4\r\n"
                    + "X-SSL-Client-S-DN: CN=root\r\nAbeyance_Warrant: x\r\nX-Amz-Target: R.S\r\nContent-Length: 3\r\n"
                    + "Connection: close\r\n\r\nabc"
            )
            let answer = await client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("POST / from spiffe://test.example/org/one"))
            #expect(answer.contains("abeyance-purpose: missing-person"))
            #expect(answer.contains("x-amz-target: R.S"))
            #expect(answer.contains("facts 1\nbytes 3"))
            for dropped in ["1.2.3.4", "CN=root", "abeyance_warrant"] { #expect(!answer.contains(dropped)) }
        }
    }

    @Test func `pipelined requests are answered in their order on one connection`() async throws {
        let counter = Mutex(0)
        let handler: @Sendable (HTTPRequest) async -> HTTPAnswer = { _ in
            HTTPAnswer(status: 200, body: Array("answer \(counter.withLock { $0 += 1; return $0 })\n".utf8))
        }
        try await TestServer.with(handler: handler) { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(String(repeating: Self.get, count: 50) + Self.last)
            let numbers = await client.rest().matches(of: /answer ([0-9]+)/).map { Int($0.output.1) }
            #expect(numbers == Array(1...51))
        }
    }

    @Test func `a thousand pipelined refusals are answered without harm`() async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(to: server)
            let missing = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await client.send(String(repeating: missing, count: 1_000) + Self.last)
            let answers = await client.rest()
            #expect(answers.ranges(of: "HTTP/1.1 404").count == 1_000)
            #expect(answers.ranges(of: "HTTP/1.1 200").count == 1)
        }
    }

    @Test func `a smuggled request is refused and never answered`() async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + Self.get
            )
            let answer = await client.rest()
            #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("connection: close"))
            #expect(server.events.requests == [.ambiguousFraming])
        }
    }

    @Test func `a revocation reaches an open connection`() async throws {
        try await TestServer.with { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(Self.get)
            #expect(await client.read(upTo: "bytes 0\n").contains("200 OK"))
            server.revocations.replace(
                with: Revocations(deniedCertificates: [server.issued.certificate.fingerprint])
            )
            try await client.send(Self.get)
            let answer = await client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            #expect(answer.contains("deny-list"))
            #expect(server.events.requests == [.certificateRefused])
        }
    }

    @Test func `one organisation cannot take more than its share of connections`() async throws {
        var limits = HTTPLimits()
        limits.connectionsPerOrganisation = 1
        try await TestServer.with(limits: limits) { server in
            let first = try await RawClient.connect(to: server)
            try await first.send(Self.get)
            #expect(await first.read(upTo: "bytes 0\n").contains("200 OK"))
            let second = try await RawClient.connect(to: server)
            try await second.send(Self.get)
            #expect(await second.rest().hasPrefix("HTTP/1.1 503"))
            let other = try server.authority.client(uri: "spiffe://test.example/org/two")
            let third = try await RawClient.connect(
                port: server.port,
                as: other.identity,
                trusting: server.authority
            )
            try await third.send(Self.last)
            #expect(await third.rest().contains("200 OK"))
        }
    }

    @Test func `requests in hand count until the handler has returned, though their connection is gone`()
        async throws
    {
        var limits = HTTPLimits()
        limits.requestsPerOrganisation = 1
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPAnswer = { _ in
            await gate.wait()
            return HTTPAnswer(status: 200)
        }
        try await TestServer.with(limits: limits, handler: handler) { server in
            let first = try await RawClient.connect(to: server)
            try await first.send(Self.get)
            await gate.reached()
            try await first.close()
            let second = try await RawClient.connect(to: server)
            try await second.send(Self.get)
            let refused = await second.rest()
            #expect(refused.hasPrefix("HTTP/1.1 503 "))
            #expect(refused.contains("retry-after: 1") && refused.contains("too_many_requests"))
            #expect(server.events.requests == [.tooManyRequests])
            await gate.open()
            while server.server.requests.requests > 0 { await Task.yield() }
            let third = try await RawClient.connect(to: server)
            try await third.send(Self.last)
            #expect(await third.rest().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `a body for which there is no room is refused untaken, and room comes back with every end`()
        async throws
    {
        var limits = HTTPLimits()
        limits.bodyBytesPerOrganisation = 10
        try await TestServer.with(limits: limits) { server in
            let slow = try await RawClient.connect(to: server)
            try await slow.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
            while server.server.requests.bytes < 9 { await Task.yield() }
            let second = try await RawClient.connect(to: server)
            try await second.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n")
            let refused = await second.rest()
            #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("no_room_for_body"))
            try await slow.close()
            while server.server.requests.bytes > 0 { await Task.yield() }
            let third = try await RawClient.connect(to: server)
            try await third.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab"
            )
            #expect(await third.rest().contains("bytes 2"))
            while server.server.requests.requests > 0 { await Task.yield() }
            #expect(server.server.requests == (0, 0))
        }
    }

    @Test func `a client that is nobody's is answered without its body being taken`() async throws {
        try await TestServer.with(organisation: { _ in nil }) { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nab"
            )
            let answer = await client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("connection: close"))
        }
    }

    @Test func `those who do not finish their handshake cannot take every connection`() async throws {
        var limits = HTTPLimits()
        limits.handshakes = 2
        try await TestServer.with(limits: limits) { server in
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: server.port)
            let group = MultiThreadedEventLoopGroup.singleton
            var silent: [any Channel] = []
            for _ in 0..<2 {
                silent.append(try await ClientBootstrap(group: group).connect(to: address).get())
            }
            while server.server.connections < 2 { await Task.yield() }
            let third = try? await RawClient.connect(to: server)
            if let third { #expect(await !third.rest().contains("HTTP")) }
            for channel in silent { try await channel.close() }
            while server.server.connections > 0 { await Task.yield() }
            var held: [RawClient] = []
            for _ in 0..<3 {
                let honest = try await RawClient.connect(to: server)
                try await honest.send(Self.get)
                #expect(await honest.read(upTo: "bytes 0\n").contains("200 OK"))
                held.append(honest)
            }
            #expect(server.server.connections == 3)
        }
    }

    @Test func `a handler that begins at once answers as one on the pool does`() async throws {
        try await TestServer.with(beginsAtOnce: true) { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(String(repeating: Self.get, count: 200) + Self.last)
            #expect(await client.rest().ranges(of: "HTTP/1.1 200 OK").count == 201)
            let second = try await HTTP2Client.connect(to: server)
            try await second.begin((0..<20).map { .headers(UInt32(2 * $0 + 1), WireFrame.request()) })
            for _ in 0..<20 { #expect(try await second.outcome() == .status(200)) }
            #expect(server.server.requests == (0, 0))
        }
    }

    @Test func `a connection beyond the limit is closed unanswered`() async throws {
        var limits = HTTPLimits()
        limits.connections = 1
        try await TestServer.with(limits: limits) { server in
            let first = try await RawClient.connect(to: server)
            try await first.send(Self.get)
            #expect(await first.read(upTo: "bytes 0\n").contains("200 OK"))
            let second = try await RawClient.connect(to: server)
            #expect(await !second.rest().contains("HTTP"))
            try await first.send(Self.last)
            #expect(await first.rest().contains("200 OK"))
        }
    }

    @Test func `a body beyond the limit is answered although the client is still sending`() async throws {
        try await TestServer.with(bodyLimit: 1_000) { server in
            let client = try await RawClient.connect(to: server)
            try await client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n")
            try? await client.send(String(repeating: "x", count: 3_000_000))
            let answer = await client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("larger than 1000 bytes"))
        }
    }

    @Test func `a drain lets a request in hand be answered and takes no new connection`() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPAnswer = { _ in
            await gate.wait()
            return HTTPAnswer(status: 200, body: Array("finished\n".utf8))
        }
        try await TestServer.with(handler: handler) { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(Self.get)
            await gate.reached()
            async let cut = server.server.drain(within: .hours(1))
            while (try? await RawClient.connect(to: server)) != nil { await Task.yield() }
            await gate.open()
            let answer = await client.rest()
            #expect(answer.contains("finished"))
            #expect(answer.contains("connection: close"))
            #expect(await cut == 0)
            #expect(server.server.connections == 0)
        }
    }

    @Test func `what is not answered by the drain's deadline is cut off`() async throws {
        let gate = Gate()
        let handler: @Sendable (HTTPRequest) async -> HTTPAnswer = { _ in
            await gate.wait()
            return HTTPAnswer(status: 200)
        }
        try await TestServer.with(handler: handler) { server in
            let client = try await RawClient.connect(to: server)
            try await client.send(Self.get)
            await gate.reached()
            #expect(await server.server.drain(within: .milliseconds(1)) == 1)
            #expect(await client.rest() == "")
            await gate.open()
        }
    }

    @Test func `a port in use is named`() async throws {
        try await TestServer.with { server in
            let context = try TLSContext(client: nil, servers: [])
            let configuration = FrontEndConfiguration(
                host: "127.0.0.1",
                port: server.port,
                contexts: { context },
                organisation: { _ in nil },
                route: { _ in .accept(bodyLimit: 0) },
                observe: { _ in },
                clock: { TestAuthority.now },
                handler: { _ in HTTPAnswer(status: 200) }
            )
            let error = await #expect(throws: FrontEndError.self) {
                try await FrontEndServer.start(configuration, on: MultiThreadedEventLoopGroup.singleton)
            }
            #expect(error?.description == "127.0.0.1:\(server.port): cannot listen: Address already in use")
        }
    }

    /// Holds handlers until the test lets them go.
    actor Gate {
        private var isOpen = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var watchers: [CheckedContinuation<Void, Never>] = []

        func wait() async {
            for watcher in watchers { watcher.resume() }
            watchers = []
            guard !isOpen else { return }
            await withCheckedContinuation { waiting.append($0) }
        }

        /// Returns when somebody waits.
        func reached() async {
            if !waiting.isEmpty { return }
            await withCheckedContinuation { watchers.append($0) }
        }

        func open() {
            isOpen = true
            for one in waiting { one.resume() }
            waiting = []
        }
    }
}
