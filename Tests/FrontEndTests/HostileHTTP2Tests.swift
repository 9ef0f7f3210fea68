import Cryptography
import FrontEnd
import NIOCore
import Support
import TLS
import Testing

@Suite(.ownThread) struct HostileHTTP2Tests {
    @Test func `the table has what was promised: more than thirty inputs, each with its source`() {
        #expect(HostileHTTP2.all.count >= 30)
        #expect(Set(HostileHTTP2.all.map(\.name)).count == HostileHTTP2.all.count)
        #expect(HostileHTTP2.all.allSatisfy { $0.source.hasPrefix("RFC") || $0.source.hasPrefix("CVE") })
    }

    @Test func `each is refused as the table says and reported, and the next honest client is served`()
        async throws
    {
        try await TestServer.with { server in
            for hostile in HostileHTTP2.all {
                let before = server.events.requests.count
                let client = try await HTTP2Client.connect(to: server)
                try? await client.begin(hostile.frames)
                let outcome = try await client.outcome()
                #expect(outcome == hostile.outcome, "\(hostile)")
                // The report follows the frame.
                while server.events.requests.count == before { await Task.yield() }
                if case .goAway = outcome { #expect(await client.ends(), "\(hostile)") }
                try? await client.close()
                try await serve(server, after: hostile.description)
            }
            while server.server.requests.requests > 0 { await Task.yield() }
        }
    }

    @Test func `what is not HTTP 2 at all is ended`() async throws {
        try await TestServer.with { server in
            let client = try await HTTP2Client.connect(to: server)
            try await client.send(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
            #expect(try await client.outcome() == .goAway(1))
            let silent = try await HTTP2Client.connect(to: server)
            try await silent.send(WireFrame.preface + WireFrame.headers(1, WireFrame.request()).bytes)
            #expect(try await silent.outcome() == .goAway(1))
            try await serve(server, after: "no preface")
        }
    }

    @Test func `streams opened and reset in a row end the connection, and hold no more than their share`()
        async throws
    {
        // CVE-2023-44487. The handlers never return on their own, so that each holds its place.
        let gate = FrontEndServerTests.Gate()
        try await TestServer.with(handler: { _ in
            await gate.wait(); return HTTPAnswer(status: 200)
        }) { server in
            let client = try await HTTP2Client.connect(to: server)
            try? await client.begin(
                (0..<150).flatMap { number -> [WireFrame] in
                    let stream = UInt32(2 * number + 1)
                    return [.headers(stream, WireFrame.request()), .reset(stream)]
                }
            )
            var last = try await client.outcome()
            while case .status = last { last = try await client.outcome() }
            #expect(last == .goAway(11))
            #expect(server.server.requests.requests <= HTTPLimits.standard.requestsPerOrganisation)
            #expect(server.events.requests.contains(.tooManyRequests))
            while server.events.requests.last != .flood { await Task.yield() }
            await gate.open()
            while server.server.requests.requests > 0 { await Task.yield() }
            try await serve(server, after: "rapid reset")
        }
    }

    @Test func `streams that the server is made to reset end the connection too`() async throws {
        // CVE-2025-8671: each window overflows, so that the server resets the stream itself.
        let gate = FrontEndServerTests.Gate()
        try await TestServer.with(handler: { _ in
            await gate.wait(); return HTTPAnswer(status: 200)
        }) { server in
            let client = try await HTTP2Client.connect(to: server)
            try? await client.begin(
                (0..<150).flatMap { number -> [WireFrame] in
                    let stream = UInt32(2 * number + 1)
                    return [
                        .headers(stream, WireFrame.request("POST"), ends: false),
                        .windowUpdate(stream, 0x7FFF_FFFF),
                    ]
                }
            )
            var last = try await client.outcome()
            while case .reset = last { last = try await client.outcome() }
            #expect(last == .goAway(11))
            await gate.open()
            while server.server.requests.requests > 0 { await Task.yield() }
            try await serve(server, after: "resets by the server")
        }
    }

    @Test func `streams beyond the limit are refused although the settings were never acknowledged`()
        async throws
    {
        let gate = FrontEndServerTests.Gate()
        var limits = HTTPLimits()
        limits.streams = 3
        try await TestServer.with(
            limits: limits,
            handler: { _ in
                await gate.wait(); return HTTPAnswer(status: 200)
            }
        ) {
            server in
            let client = try await HTTP2Client.connect(to: server)
            try await client.begin((0..<4).map { .headers(UInt32(2 * $0 + 1), WireFrame.request()) })
            #expect(try await client.outcome() == .reset(7))
            await gate.open()
            for _ in 0..<3 { #expect(try await client.outcome() == .status(200)) }
        }
    }

    @Test func `one client's bodies hold no more memory than its organisation's share`() async throws {
        var limits = HTTPLimits()
        limits.bodyBytesPerOrganisation = 2_500
        try await TestServer.with(limits: limits, bodyLimit: 1_000) { server in
            let client = try await HTTP2Client.connect(to: server)
            try await client.begin(
                (0..<3).map { .headers(UInt32(2 * $0 + 1), WireFrame.request("POST"), ends: false) }
            )
            #expect(try await client.outcome() == .status(503))
            #expect(server.server.requests == (2, 2_000))
            try await client.send([.reset(1), .reset(3)])
            while server.server.requests != (0, 0) { await Task.yield() }
        }
    }

    @Test func `a drain lets streams in hand be answered and names the last one`() async throws {
        let gate = FrontEndServerTests.Gate()
        try await TestServer.with(handler: { _ in
            await gate.wait(); return HTTPAnswer(status: 200)
        }) { server in
            let client = try await HTTP2Client.connect(to: server)
            try await client.begin([.headers(1, WireFrame.request())])
            await gate.reached()
            async let cut = server.server.drain(within: .hours(1))
            while let frame = await client.frame(), frame.type != 7 {}
            try await client.send([.headers(3, WireFrame.request())])
            await gate.open()
            #expect(try await client.outcome() == .status(200))
            #expect(await client.ends())
            #expect(await cut == 0)
        }
    }

    @Test func `a revocation reaches an open connection of HTTP 2, which then ends`() async throws {
        try await TestServer.with { server in
            let client = try await HTTP2Client.connect(to: server)
            try await client.begin([.headers(1, WireFrame.request())])
            #expect(try await client.outcome() == .status(200))
            server.revocations.replace(
                with: Revocations(deniedCertificates: [server.issued.certificate.fingerprint])
            )
            try await client.send([.headers(3, WireFrame.request())])
            #expect(try await client.outcome() == .status(403))
            #expect(await client.ends())
            #expect(server.events.requests == [.certificateRefused])
        }
    }

    @Test(arguments: [
        [], [WireFrame.data(1, [1, 2, 3], ends: true)], [WireFrame.reset(1)],
        [WireFrame.windowUpdate(1, 1), .data(1, [1]), .reset(1)],
    ])
    func `a client that has more to say on a refused stream, and goes, is reported once`(
        _ late: [WireFrame]
    ) async throws {
        try await TestServer.with { server in
            let client = try await HTTP2Client.connect(to: server)
            try await client.begin([.headers(1, WireFrame.request("PATCH"), ends: false)])
            #expect(try await client.outcome() == .status(405))
            #expect(try await client.outcome() == .reset(0))
            try await client.send(late)
            try await client.abort()
            while server.server.connections > 0 { await Task.yield() }
            #expect(server.events.requests == [.methodNotAllowed])
        }
    }

    private func serve(_ server: TestServer, after what: String) async throws {
        let honest = try await HTTP2Client.connect(to: server)
        try await honest.begin([.headers(1, WireFrame.request())])
        #expect(try await honest.outcome() == .status(200), "after \(what)")
        try await honest.close()
    }
}
