import NIOCore
import TLS

/// The application behind the handler: it does what the input says when it is told something, and watches what it is told.
final class Application: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What it does when it is told something.
    enum Reaction: UInt8 {
        case none
        case write
        case closeOutput
        case close
    }

    /// What it does at the end of the handshake, at plaintext, at the end of the input, and at an error.
    var reactions: [Reaction] = []

    private(set) var established: TLSEstablished?
    private(set) var received: [UInt8] = []
    private(set) var errors = 0
    private(set) var inputEnds = 0
    private(set) var isOver = false

    /// The first promise that was broken towards it.
    private(set) var violation: Violation?

    /// What it has sent, as far as that went well.
    private(set) var sent: [UInt8] = []
    private(set) var promised = 0
    private(set) var kept = 0

    /// Whether it has ended anything itself.
    private(set) var hasClosed = false

    /// How much the network had been given when the first error was told.
    var sentAtError: Int?

    private var written = 0
    private var reacted = 0
    private var context: ChannelHandlerContext?

    /// Byte number `index` of what each side sends.
    static func pattern(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: index &* 31 ^ index >> 7) }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func write(_ count: Int) {
        guard let context, !isOver else { return }
        let bytes = (written..<written + count).map(Self.pattern)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promised += 1
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            kept += 1
            if case .success = result { sent += bytes }
        }
        written += count
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: promise)
    }

    func close(_ mode: CloseMode) {
        hasClosed = true
        context?.close(mode: mode, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        unless(!isOver, "the end was told twice")
        isOver = true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        unless(established != nil, "plaintext before the handshake had ended")
        unless(errors == 0, "plaintext after a failure")
        unless(inputEnds == 0, "plaintext after the end of the input")
        unless(!isOver, "plaintext after the end")
        unless(!bytes.isEmpty, "plaintext of no bytes")
        received += bytes
        react(1)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as TLSEstablished:
            unless(established == nil, "the handshake ended twice")
            unless(errors == 0 && inputEnds == 0 && !isOver, "the handshake ended after the end")
            established = event
            react(0)
        case let event as ChannelEvent where event == .inputClosed:
            inputEnds += 1
            unless(inputEnds == 1, "the input ended twice")
            unless(established != nil, "the input ended before the handshake")
            react(2)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        errors += 1
        unless(error is TLSError, "an error of another kind: \(error)")
        unless(errors == 1, "an error was told twice: \(error)")
        react(3)
    }

    private func react(_ occasion: Int) {
        guard occasion < reactions.count, reacted < 8 else { return }
        reacted += 1
        switch reactions[occasion] {
        case .none: break
        case .write: write(100 * reacted)
        case .closeOutput: close(.output)
        case .close: close(.all)
        }
    }

    private func unless(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds, violation == nil { violation = Violation(what()) }
    }
}
