import Cryptography
import NIOCore
import NIOEmbedded
import TLS
import TestAuthorities
import Testing

@Suite struct TLSHandlerTests {
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

    @Test func `both ends speak TLS 1.3 and the server knows the client`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        #expect(pair.server.established?.version == "TLSv1.3")
        #expect(pair.server.established?.client?.certificate == issued.certificate)
        #expect(pair.server.established?.client?.authorityKeys == [authority.certificate.publicKeyDigest])
        #expect(pair.server.established?.generation == 7)
        #expect(pair.client.established != nil)
        #expect(pair.refusals.isEmpty)
    }

    @Test func `a megabyte arrives whole in both directions`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        let text = String(repeating: "0123456789abcdef", count: 65_536)
        try pair.client.send(text)
        try pair.server.send(text)
        try pair.pump()
        #expect(pair.server.text == text)
        #expect(pair.client.text == text)
    }

    @Test func `what is written before the handshake ends arrives after it`() throws {
        let pair = try TLSPair(server: server, client: client)
        let written = pair.client.channel.writeAndFlush(ByteBuffer(string: "early"))
        #expect(pair.server.text == "")
        try pair.pump()
        try written.wait()
        #expect(pair.server.text == "early")
    }

    @Test func `no more waits for the handshake than the limit`() throws {
        var limits = TLSLimits()
        limits.waitingBytes = 4
        let pair = try TLSPair(server: server, client: client, limits: limits)
        let written = pair.client.channel.writeAndFlush(ByteBuffer(string: "early"))
        #expect(throws: TLSError.self) { try written.wait() }
    }

    @Test func `the end of one direction leaves the other open`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        try pair.client.send("question")
        pair.client.channel.close(mode: .output, promise: nil)
        try pair.pump()
        #expect(pair.server.text == "question")
        #expect(pair.server.seen.inputEnds == 1)
        try pair.server.send("answer")
        pair.server.channel.close(mode: .output, promise: nil)
        try pair.pump()
        #expect(pair.client.text == "answer")
        #expect(pair.client.seen.inputEnds == 1)
        #expect(pair.client.seen.errors.isEmpty)
        #expect(pair.server.seen.errors.isEmpty)
    }

    @Test func `writing after the end of the output fails`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        pair.server.channel.close(mode: .output, promise: nil)
        #expect(throws: TLSError.self) {
            try pair.server.channel.writeAndFlush(ByteBuffer(string: "late")).wait()
        }
    }

    @Test func `a client without a certificate is refused with an alert`() throws {
        let nobody = try TLSContext(client: nil, servers: [authority.certificate])
        let pair = try TLSPair(server: server, client: nobody)
        try pair.pump()
        #expect(pair.refusals.map(\.reason) == [.noCertificate])
        #expect(pair.server.established == nil)
        #expect("\(pair.client.seen.errors)".contains("certificate required"))
    }

    @Test func `a server of another authority is refused by the client`() throws {
        let other = try TestAuthority("other")
        let wary = try TLSContext(client: issued.identity, servers: [other.certificate])
        let pair = try TLSPair(server: server, client: wary)
        try pair.pump()
        #expect(pair.client.established == nil)
        #expect(pair.server.established == nil)
        #expect(pair.refusals.map(\.reason) == [.disconnected])
    }

    @Test func `a server of another name is refused by the client`() throws {
        let pair = try TLSPair(server: server, client: client, serverName: "elsewhere.example")
        try pair.pump()
        #expect(pair.client.established == nil)
    }

    @Test func `a server is also known by its address`() throws {
        let pair = try TLSPair(server: server, client: client, serverName: "127.0.0.1")
        try pair.pump()
        #expect(pair.client.established != nil)
    }

    @Test func `a plain HTTP request is refused as such`() throws {
        let pair = try TLSPair(server: server, client: client)
        pair.server.receive(ByteBuffer(string: "GET / HTTP/1.1\r\nhost: a\r\n\r\n"))
        try pair.pump()
        #expect(pair.refusals.first?.reason == .handshake)
        #expect(pair.refusals.first?.detail == "http request")
        #expect(pair.refusals.first?.peer == "192.0.2.7:4711")
    }

    @Test func `a handshake that does not end is ended by its deadline`() throws {
        let pair = try TLSPair(server: server, client: client)
        pair.server.channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(pair.server.channel.isActive)
        pair.server.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!pair.server.channel.isActive)
        try pair.pump()
        #expect(pair.refusals.map(\.reason) == [.deadline])
    }

    @Test func `the deadline ends with the handshake`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        pair.server.channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(pair.server.channel.isActive)
        #expect(pair.refusals.isEmpty)
    }

    @Test func `too many bytes before the end of the handshake are refused`() throws {
        var limits = TLSLimits()
        limits.handshakeBytes = 64
        let pair = try TLSPair(server: server, client: client, limits: limits)
        let hello = try #require(try pair.client.channel.readOutbound(as: ByteBuffer.self))
        let part = try #require(hello.getSlice(at: hello.readerIndex, length: 100))
        pair.server.receive(part)
        try pair.pump()
        #expect(pair.refusals.map(\.reason) == [.tooManyBytes])
    }

    @Test func `a peer that leaves in the handshake is reported`() throws {
        let pair = try TLSPair(server: server, client: client)
        pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        try pair.pump()
        #expect(pair.refusals.map(\.reason) == [.disconnected])
    }

    @Test func `after a refusal bytes are dropped for a moment and then the connection is closed`() throws {
        let nobody = try TLSContext(client: nil, servers: [authority.certificate])
        let pair = try TLSPair(server: server, client: nobody)
        let hello = try #require(try pair.client.channel.readOutbound(as: ByteBuffer.self))
        pair.server.receive(hello)
        while let bytes = try pair.server.channel.readOutbound(as: ByteBuffer.self) {
            pair.client.receive(bytes)
        }
        while let bytes = try pair.client.channel.readOutbound(as: ByteBuffer.self) {
            pair.server.receive(bytes)
        }
        #expect(pair.server.wire.outputClosed)
        #expect(pair.server.channel.isActive)
        pair.server.receive(ByteBuffer(string: "more"))
        #expect(pair.server.text == "")
        pair.server.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!pair.server.channel.isActive)
    }

    @Test func `bytes that are not TLS end an open connection with an error`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        pair.server.receive(ByteBuffer(repeating: 0x41, count: 64))
        #expect(!pair.server.channel.isActive)
        #expect(pair.server.seen.errors.count == 1)
        #expect(pair.server.text == "")
    }

    @Test func `a record changed on the way ends the connection without any of its bytes`() throws {
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        try pair.client.send("secret")
        var record = try #require(try pair.client.channel.readOutbound(as: ByteBuffer.self))
        let last = record.writerIndex - 1
        let byte = try #require(record.getInteger(at: last, as: UInt8.self))
        record.setInteger(byte ^ 1, at: last)
        pair.server.receive(record)
        #expect(!pair.server.channel.isActive)
        #expect(pair.server.text == "")
    }
}
