import COpenSSL
import NIOCore
import NIOEmbedded
import TLS

/// The handler that is fuzzed, between a network and an application that both watch it.
final class HandlerEnd {
    let channel = EmbeddedChannel()
    let wire = Wire()
    let application = Application()
    let isServer: Bool
    let limits: TLSLimits

    /// Bytes that came from the network.
    private(set) var fed = 0

    private let refusals = Refusals()

    // One thread runs all inputs.
    private nonisolated(unsafe) static var rests = false

    /// Makes every connection rest after each call.
    static func makeRest() { unsafe rests = true }

    private let handler: TLSHandler

    /// A handler that has just been connected.
    init(_ context: TLSContext, isServer: Bool, limits: TLSLimits) throws {
        var limits = limits
        limits.restInterval = .milliseconds(1)
        self.isServer = isServer
        self.limits = limits
        let refusals = refusals
        handler =
            isServer
            ? TLSHandler(server: context, limits: limits) { refusals.add($0) }
            : TLSHandler(client: context, serverName: "localhost", limits: limits) { refusals.add($0) }
        try call { [channel, wire, application, handler] in
            try channel.pipeline.syncOperations.addHandlers([wire, handler, application])
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 4711)).wait()
        }
    }

    /// How its handshake was refused, if it was.
    var refusal: HandshakeRefusal? { refusals.all.first }

    var isOpen: Bool { channel.isActive }

    /// Whether bytes of it may still come to anything.
    var isAlive: Bool { isOpen && refusals.all.isEmpty && application.errors == 0 }

    func receive(_ bytes: [UInt8]) throws {
        guard isOpen, !bytes.isEmpty else { return }
        fed += bytes.count
        try call { [channel] in try channel.writeInbound(ByteBuffer(bytes: bytes)) }
        let isEarly = application.established == nil && refusals.all.isEmpty && isOpen
        try Violation.unless(
            !isEarly || fed <= limits.handshakeBytes,
            "\(fed) bytes were taken before the handshake ended"
        )
    }

    /// What it has sent to the network.
    func take() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            bytes += Array(buffer.readableBytesView)
        }
        return bytes
    }

    func write(_ count: Int) throws { try call { [application] in application.write(count) } }

    func close(_ mode: CloseMode) throws {
        guard isOpen else { return }
        try call { [application] in application.close(mode) }
    }

    /// The peer ends its direction, or everything.
    func end(all: Bool) throws {
        guard isOpen else { return }
        try call { [channel, wire] in
            if all {
                wire.context?.close(promise: nil)
            } else {
                channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
        }
    }

    func wait(_ time: TimeAmount) throws {
        try call { [channel] in channel.embeddedEventLoop.advanceTime(by: time) }
    }

    /// Whatever was left open, its deadlines end; then the connection is closed and every promise is kept.
    func finish() throws {
        let (waited, hadEnded) = (application.established == nil, wire.isOutputClosed)
        try wait(limits.handshakeDeadline + .seconds(1))
        try wait(limits.alertLinger + .seconds(1))
        if waited, !hadEnded || refusal != nil {
            try Violation.unless(!isOpen, "a connection without a handshake is open after its deadline")
        }
        try end(all: true)
        // The channel lets go of its handlers in a task of its own.
        try wait(.zero)
        _ = try take()
        try Violation.unless(!isOpen && application.isOver, "the end was not told")
        try Violation.unless(application.promised == application.kept, "a write has no outcome")
        try Violation.unless(
            refusals.all.count == (application.established == nil ? 1 : 0),
            "\(refusals.all.count) refusals"
        )
    }

    /// Every call of the handler is made here, and looked at afterwards.
    private func call(_ body: () throws -> Void) throws {
        ERR_clear_error()
        do {
            try FuzzedRandom.drawn(by: .ours) {
                try body()
                guard unsafe Self.rests, application.established != nil else { return }
                // Two looks, each at a tenth of a second.
                channel.embeddedEventLoop.advanceTime(by: .milliseconds(202))
                try Violation.unless(
                    handler.isResting || !isAlive || application.hasClosed,
                    "an idle connection does not rest"
                )
            }
        } catch let error as ChannelError {
            guard error == .ioOnClosedChannel || error == .alreadyClosed else { throw error }
        }
        let left = ERR_peek_error()
        ERR_clear_error()
        try Violation.unless(left == 0, "the error queue holds \(left)")
        try Violation.unless(wire.unflushed == 0, "something was written and not flushed")
        try Violation.unless(refusals.all.count <= 1, "refused \(refusals.all.count) times")
        if let violation = application.violation { throw violation }
        if application.errors > 0 {
            application.sentAtError = application.sentAtError ?? wire.sent
            try Violation.unless(application.sentAtError == wire.sent, "something was sent after the failure")
        }
        try Violation.unless(
            application.established == nil || refusals.all.isEmpty,
            "a handshake ended well and was refused"
        )
    }

    /// What was refused, told by the handler.
    private final class Refusals: @unchecked Sendable {
        // One thread runs all inputs.
        private(set) var all: [HandshakeRefusal] = []
        func add(_ refusal: HandshakeRefusal) { all.append(refusal) }
    }
}

/// Stands where the socket is: an embedded channel would take the end of the output for the end of the channel.
final class Wire: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private(set) var unflushed = 0
    private(set) var sent = 0
    private(set) var isOutputClosed = false
    private(set) var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOutputClosed else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        unflushed += 1
        sent += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        unflushed = 0
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output:
            isOutputClosed = true
            promise?.succeed(())
        case .input: promise?.succeed(())
        case .all:
            unflushed = 0
            context.close(mode: mode, promise: promise)
        }
    }
}
