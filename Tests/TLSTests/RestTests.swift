import Cryptography
import NIOCore
import NIOEmbedded
import Support
import TLS
import TestAuthorities
import Testing

/// Connections over which nothing goes for a while.
@Suite(.enabled(if: restIsPossible, "blocks cannot rest under a sanitizer or with large pages"))
struct RestTests {
    let authority: TestAuthority
    let issued: CertificateAuthority.Issued
    let revocations = RevocationSource()
    let server: TLSContext
    let client: TLSContext

    init() throws {
        authority = try TestAuthority()
        issued = try authority.client()
        server = try TLSContext(
            server: authority.server(),
            clients: ClientTrust(authorities: [authority.certificate], revocations: revocations),
            generation: 7,
            clock: { TestAuthority.now }
        )
        client = try TLSContext(client: issued.identity, servers: [authority.certificate])
    }

    private func pair() throws -> TLSPair {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        try pair.client.send("question")
        try pair.server.send("answer")
        try pair.pump()
        return pair
    }

    private func pass(_ intervals: Int64, _ ends: TLSEnd...) {
        for end in ends {
            let time = TLSLimits.standard.restInterval.nanoseconds * intervals
            end.channel.embeddedEventLoop.advanceTime(by: .nanoseconds(time))
        }
    }

    private func rests(_ end: TLSEnd) throws -> Bool {
        try end.channel.pipeline.syncOperations.handler(type: TLSHandler.self).isResting
    }

    @Test func `a connection rests after two intervals without a byte, not after one`() throws {
        let pair = try pair()
        pass(1, pair.server)
        #expect(try !rests(pair.server))
        pass(1, pair.server)
        #expect(try rests(pair.server))
        #expect(try !rests(pair.client))
    }

    @Test func `a connection over which nothing ever goes rests after its handshake`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        #expect(pair.server.established != nil)
        pass(2, pair.server, pair.client)
        #expect(try rests(pair.server))
        #expect(try rests(pair.client))
        try pair.client.send("question")
        try pair.pump()
        #expect(pair.server.text == "question")
    }

    @Test func `bytes in either direction keep a connection awake`() throws {
        let pair = try pair()
        for count in 0..<6 {
            if count.isMultiple(of: 2) { try pair.client.send("?") } else { try pair.server.send("!") }
            try pair.pump()
            pass(1, pair.server)
            #expect(try !rests(pair.server))
        }
    }

    @Test func `a connection in its handshake does not rest`() throws {
        let pair = try TLSPair(server: server, client: client)
        pass(3, pair.server)
        #expect(try !rests(pair.server))
        try pair.pump()
        #expect(pair.server.established != nil)
    }

    @Test func `what comes wakes a connection, and every byte is right, as often as it rests`() throws {
        let pair = try pair()
        var (asked, answered) = ("question", "answer")
        var random = SeededGenerator(seed: 5)
        for round in 0..<40 {
            pass(2, pair.server, pair.client)
            #expect(try rests(pair.server))
            #expect(try rests(pair.client))
            let text = String(repeating: "\(round);", count: Int.random(in: 1...9_000, using: &random))
            if Bool.random(using: &random) {
                try pair.client.send(text)
                asked += text
            } else {
                try pair.server.send(text)
                answered += text
            }
            try pair.pump()
        }
        #expect(pair.server.text == asked)
        #expect(pair.client.text == answered)
    }

    @Test func `a hundred connections rest at once and none wakes with another's state`() throws {
        let pairs = try (0..<100).map { _ in try pair() }
        for pair in pairs { pass(2, pair.server, pair.client) }
        #expect(try pairs.allSatisfy { try rests($0.server) && rests($0.client) })
        for (number, pair) in pairs.enumerated().reversed() {
            try pair.client.send(" \(number)")
            try pair.pump()
        }
        for (number, pair) in pairs.enumerated() { #expect(pair.server.text == "question \(number)") }
    }

    @Test func `closing a connection that rests says so to the peer`() throws {
        let pair = try pair()
        pass(2, pair.server)
        pair.server.channel.close(promise: nil)
        try pair.pump()
        #expect(pair.client.seen.inputEnds == 1)
        #expect(pair.client.seen.errors.isEmpty)
    }

    @Test func `a record changed on the way ends a connection that rested`() throws {
        let pair = try pair()
        pass(2, pair.server)
        try pair.client.send("changed")
        var record = try #require(try pair.client.channel.readOutbound(as: ByteBuffer.self))
        let last = record.writerIndex - 1
        let byte = try #require(record.getInteger(at: last, as: UInt8.self))
        record.setInteger(byte ^ 1, at: last)
        pair.server.receive(record)
        #expect(pair.server.text == "question")
        #expect(pair.server.seen.errors.count == 1)
    }

    @Test func `a connection that ends while it rests leaves nothing that would run later`() throws {
        var held: TLSPair? = try pair()
        let loop = try #require(held?.server.channel.embeddedEventLoop)
        if let held { pass(2, held.server) }
        held?.server.channel.close(promise: nil)
        held = nil
        loop.advanceTime(by: .hours(1))
        let next = try pair()
        #expect(next.server.text == "question")
    }

    @Test func `a certificate taken back while its connection rests is refused at the next question`() throws
    {
        let pair = try pair()
        let known = try #require(pair.server.established?.client)
        pass(2, pair.server)
        revocations.replace(with: Revocations(deniedCertificates: [issued.certificate.fingerprint]))
        #expect(server.refusal(of: known)?.code == .denied)
    }
}
