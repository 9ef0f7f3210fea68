import Cryptography
import NIOCore
import NIOEmbedded
import TLS

/// A server and a client, each a `TLSHandler` on an embedded channel, with the wire between them in the test's hands.
final class TLSPair {
    let server: TLSEnd
    let client: TLSEnd
    private(set) var refusals: [HandshakeRefusal] = []

    init(
        server: TLSContext,
        client: TLSContext,
        serverName: String = "localhost",
        limits: TLSLimits = .standard
    ) throws {
        let box = RefusalBox()
        self.box = box
        self.server = try TLSEnd(TLSHandler(server: server, limits: limits) { box.add($0) })
        self.client = try TLSEnd(TLSHandler(client: client, serverName: serverName, limits: limits))
    }

    private let box: RefusalBox

    /// Carries bytes both ways until neither end has any.
    func pump() throws {
        var moved = true
        while moved {
            let toServer = try server.carry(from: client)
            let toClient = try client.carry(from: server)
            moved = toServer || toClient
        }
        refusals = box.refusals
    }
}

/// One end of the pair.
final class TLSEnd {
    let channel: EmbeddedChannel
    let wire = WireEnd()
    let seen = SeenByApplication()

    init(_ handler: TLSHandler) throws {
        channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers([wire, handler, seen])
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 4711)).wait()
    }

    var established: TLSEstablished? { seen.established }
    var text: String { String(buffer: seen.bytes) }

    func send(_ text: String) throws { try channel.writeOutbound(ByteBuffer(string: text)) }

    /// Bytes from the wire; errors that the pipeline reports are in `seen`.
    func receive(_ bytes: ByteBuffer) {
        if channel.isActive { _ = try? channel.writeInbound(bytes) }
    }

    /// Takes what the other end wrote, and the end of its stream; whether there was anything.
    func carry(from other: TLSEnd) throws -> Bool {
        var moved = false
        while let bytes = try other.channel.readOutbound(as: ByteBuffer.self) {
            moved = true
            receive(bytes)
        }
        if other.wire.outputClosed, !wire.inputClosed, channel.isActive {
            wire.inputClosed = true
            moved = true
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        return moved
    }
}

/// Stands where the socket is: an embedded channel would take the end of the output for the end of the channel.
final class WireEnd: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var outputClosed = false
    var inputClosed = false

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        outputClosed = true
        if mode == .output { promise?.succeed(()) } else { context.close(mode: mode, promise: promise) }
    }
}

/// What the application behind TLS is told.
final class SeenByApplication: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var established: TLSEstablished?
    var bytes = ByteBuffer()
    var inputEnds = 0
    var errors: [any Error] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var data = unwrapInboundIn(data)
        bytes.writeBuffer(&data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSEstablished { established = event }
        if let event = event as? ChannelEvent, event == .inputClosed { inputEnds += 1 }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }
}
