internal import COpenSSL
internal import Cryptography
package import NIOCore

/// TLS on one channel: ciphertext towards the network, plaintext towards the application.
///
/// The application sees nothing but `TLSEstablished` until the handshake has ended and the peer is verified, then
/// plaintext. A peer's close_notify, or its end of stream, arrives as `ChannelEvent.inputClosed`; closing the output
/// sends a close_notify. Every call flushes what OpenSSL wrote, the alert of a failed handshake included.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private let context: TLSContext
    private let serverName: String?
    private let limits: TLSLimits
    private let onRefusal: @Sendable (HandshakeRefusal) -> Void

    private var state = State.idle
    private var session: TLSSession?
    /// Ciphertext that OpenSSL has not taken yet: less than one record.
    private var incoming = ByteBuffer()
    /// Bytes from the peer since the handshake began, or since the refusal.
    private var received = 0
    private var waiting: [(data: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private var waitingBytes = 0
    private var inputEnded = false
    private var timer: Scheduled<Void>?
    /// The next look at whether the connection may rest; nil while it does.
    private var look: NIOScheduledCallback?
    /// Whether anything has gone over the connection since the last look.
    private var isBusy = false

    private enum State {
        case idle
        case handshaking
        case active
        /// Our close_notify is out; reading goes on.
        case outputClosed
        /// A refusal's alert is out; everything is dropped until the peer has gone.
        case refused
        case closed
    }

    /// A handler in server role.
    ///
    /// `onRefusal` is called once, on the event loop, for a handshake that does not end well.
    package init(
        server context: TLSContext,
        limits: TLSLimits = .standard,
        onRefusal: @escaping @Sendable (HandshakeRefusal) -> Void
    ) {
        self.context = context
        self.limits = limits
        self.onRefusal = onRefusal
        serverName = nil
    }

    /// A handler in client role, for a server of this DNS name or address.
    package init(
        client context: TLSContext,
        serverName: String,
        limits: TLSLimits = .standard,
        onRefusal: @escaping @Sendable (HandshakeRefusal) -> Void = { _ in }
    ) {
        self.context = context
        self.limits = limits
        self.onRefusal = onRefusal
        self.serverName = serverName
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        finish(context)
    }

    package func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        if state == .handshaking { report(.disconnected, "the peer went away in the handshake", context) }
        finish(context)
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var data = unwrapInboundIn(data)
        if incoming.readableBytes == 0 { incoming = data } else { incoming.writeBuffer(&data) }
        switch state {
        case .handshaking:
            received += incoming.readableBytes
            continueHandshake(context)
            received -= incoming.readableBytes
        case .active, .outputClosed: decrypt(context)
        case .refused: drop(context)
        case .idle, .closed: incoming = ByteBuffer()
        }
        if incoming.readableBytes == 0 { incoming = ByteBuffer() }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        switch state {
        case .handshaking: fail(.disconnected, "the peer ended the stream in the handshake", context)
        case .refused: close(context)
        // Without a close_notify the end may be an attacker's; HTTP's framing tells whether anything is missing.
        case .active, .outputClosed: endInput(context)
        case .idle, .closed: break
        }
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let data = unwrapOutboundIn(data)
        switch state {
        case .active: encrypt(data, promise, context)
        case .idle, .handshaking:
            waitingBytes += data.readableBytes
            guard waitingBytes <= limits.waitingBytes else {
                promise?.fail(TLSError(.connection, "too many bytes wait for the handshake"))
                return
            }
            waiting.append((data, promise))
        case .outputClosed, .refused, .closed: promise?.fail(TLSError(.connection, "the output has ended"))
        }
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        var goodbye: ByteBuffer?
        if mode != .input, state == .active {
            state = .outputClosed
            session?.shutdown()
            goodbye = session?.takeOutgoing(context.channel.allocator)
        }
        if mode == .all {
            if state == .handshaking { report(.disconnected, "closed by this end in the handshake", context) }
            finish(context)
        }
        guard let goodbye else { return context.close(mode: mode, promise: promise) }
        // Ending the stream would drop what is not written yet, so it waits for the close_notify.
        let written = context.writeAndFlush(wrapOutboundOut(goodbye))
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        written.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: promise) }
    }
}

// MARK: - Handshake

extension TLSHandler {
    private func start(_ context: ChannelHandlerContext) {
        guard state == .idle else { return }
        state = .handshaking
        do {
            session = try TLSSession(context: self.context, serverName: serverName)
        } catch {
            return fail(.handshake, error.detail, context)
        }
        schedule(limits.handshakeDeadline, context) { handler, context in
            handler.fail(.deadline, "the handshake took longer than its deadline", context)
        }
        if serverName != nil { continueHandshake(context) }
    }

    private func continueHandshake(_ context: ChannelHandlerContext) {
        guard let session else { return }
        switch session.handshake(&incoming) {
        case .done: establish(session, context)
        case .wantsInput:
            flushWire(context)
            if received > limits.handshakeBytes {
                fail(
                    .tooManyBytes,
                    "more than \(limits.handshakeBytes) bytes before the handshake ended",
                    context
                )
            }
        case .ended: fail(.disconnected, "the peer ended the handshake", context)
        case .failed(let code, let text): refuse(session, code, text, context)
        }
    }

    private func refuse(
        _ session: TLSSession,
        _ code: Int32,
        _ text: String,
        _ context: ChannelHandlerContext
    ) {
        if let refusal = session.certificateRefusal {
            fail(.certificate(refusal.code), refusal.detail, context)
        } else if code == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE {
            fail(.noCertificate, "the client showed no certificate", context)
        } else if Self.alerts.contains(code) {
            fail(.disconnected, "the peer refused the handshake: \(text)", context)
        } else {
            fail(.handshake, text, context)
        }
    }

    private func establish(_ session: TLSSession, _ context: ChannelHandlerContext) {
        // The last flight leaves together with what the application has to say at once.
        defer { context.flush() }
        if let last = session.takeOutgoing(context.channel.allocator) {
            context.write(wrapOutboundOut(last), promise: nil)
        }
        timer?.cancel()
        timer = nil
        do {
            try session.identify()
        } catch {
            // The handshake is over, so the end of the connection is all that can be said.
            session.shutdown()
            return fail(.certificate(error.code), error.detail, context)
        }
        state = .active
        // Who never asks for anything rests too.
        stir(context)
        let written = waiting
        waiting = []
        waitingBytes = 0
        let established = TLSEstablished(
            client: session.client,
            isResumed: session.isResumed,
            version: session.version,
            applicationProtocol: session.applicationProtocol,
            generation: session.context.generation
        )
        session.forgetJudgement()
        context.fireUserInboundEventTriggered(established)
        for (data, promise) in written {
            write(context: context, data: wrapOutboundOut(data), promise: promise)
        }
        // Application data may have come with the last flight of the handshake.
        if state == .active || state == .outputClosed { decrypt(context) }
    }

    /// Alerts that a peer sends are numbered from 1000 by OpenSSL.
    private static let alerts: Range<Int32> = 1000..<1256
}

// MARK: - Application data

extension TLSHandler {
    private func decrypt(_ context: ChannelHandlerContext) {
        guard let session, incoming.readableBytes > 0 else { return }
        stir(context)
        var plain = context.channel.allocator.buffer(capacity: incoming.readableBytes)
        let progress = session.read(&incoming, into: &plain)
        flushWire(context)
        if plain.readableBytes > 0, !inputEnded { context.fireChannelRead(wrapInboundOut(plain)) }
        switch progress {
        case .done, .wantsInput: break
        case .ended: endInput(context)
        case .failed(_, let text):
            guard state == .active || state == .outputClosed else { return }
            let error = TLSError(.connection, text)
            close(context)
            context.fireErrorCaught(error)
        }
    }

    private func encrypt(
        _ data: ByteBuffer,
        _ promise: EventLoopPromise<Void>?,
        _ context: ChannelHandlerContext
    ) {
        guard let session else { return }
        stir(context)
        guard case .done = session.write(data),
            let ciphertext = session.takeOutgoing(context.channel.allocator)
        else {
            if data.readableBytes == 0 {
                promise?.succeed(())
            } else {
                promise?.fail(TLSError(.connection, "the data could not be encrypted"))
                close(context)
            }
            return
        }
        context.write(wrapOutboundOut(ciphertext), promise: promise)
    }

    /// Once: the peer will send nothing more.
    private func endInput(_ context: ChannelHandlerContext) {
        guard !inputEnded else { return }
        inputEnded = true
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}

// MARK: - Rest

extension TLSHandler: NIOScheduledCallbackHandler {
    /// Whether the connection has given back what memory it can; the next byte either way ends that.
    package var isResting: Bool { session?.isResting ?? false }

    /// Looks whether the connection may rest.
    package func handleScheduledCallback(eventLoop: some EventLoop) {
        look = nil
        if isBusy {
            isBusy = false
            lookLater(eventLoop)
        } else {
            session?.rest()
        }
    }

    private func stir(_ context: ChannelHandlerContext) {
        isBusy = true
        if look == nil { lookLater(context.eventLoop) }
    }

    private func lookLater(_ loop: any EventLoop) {
        // At a round time, so that a loop wakes once for all its connections and not for each.
        let grid = TLSLimits.restGrid
        let time = loop.now.uptimeNanoseconds + UInt64(max(0, limits.restInterval.nanoseconds))
        let round = NIODeadline.uptimeNanoseconds((time + grid - 1) / grid * grid)
        look = try? loop.assumeIsolated().scheduleCallback(at: round, handler: self)
    }
}

// MARK: - Ends

extension TLSHandler {
    /// Ends a handshake badly: reports it, sends the alert, and takes the peer's bytes for a moment longer.
    private func fail(_ reason: HandshakeRefusal.Reason, _ detail: String, _ context: ChannelHandlerContext) {
        guard state == .handshaking else { return }
        state = .refused
        report(reason, detail, context)
        dropWaiting()
        incoming = ByteBuffer()
        received = 0
        timer?.cancel()
        let error = TLSError(.handshake, detail)
        guard let alert = session?.takeOutgoing(context.channel.allocator) else {
            close(context)
            return context.fireErrorCaught(error)
        }
        context.writeAndFlush(wrapOutboundOut(alert)).assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: nil)
        }
        // Closing at once would answer bytes under way with a reset, which can overtake the alert.
        schedule(limits.alertLinger, context) { handler, context in handler.close(context) }
        context.fireErrorCaught(error)
    }

    private func report(_ reason: HandshakeRefusal.Reason, _ detail: String, _ context: ChannelHandlerContext)
    {
        let peer = context.remoteAddress.map(PeerAddress.text) ?? ""
        onRefusal(HandshakeRefusal(reason: reason, detail: detail, presented: session?.presented, peer: peer))
    }

    private func drop(_ context: ChannelHandlerContext) {
        received += incoming.readableBytes
        incoming = ByteBuffer()
        if received > limits.alertLingerBytes { close(context) }
    }

    private func close(_ context: ChannelHandlerContext) {
        guard state != .closed else { return }
        finish(context)
        context.close(promise: nil)
    }

    /// Lets go of everything; the session ends with its close_notify sent or tried.
    private func finish(_ context: ChannelHandlerContext) {
        state = .closed
        timer?.cancel()
        timer = nil
        look?.cancel()
        look = nil
        dropWaiting()
        session = nil
        incoming = ByteBuffer()
    }

    private func dropWaiting() {
        let dropped = waiting
        waiting = []
        for (_, promise) in dropped { promise?.fail(TLSError(.connection, "the handshake did not end well")) }
    }

    private func flushWire(_ context: ChannelHandlerContext) {
        guard let bytes = session?.takeOutgoing(context.channel.allocator) else { return }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    private func schedule(
        _ delay: TimeAmount,
        _ context: ChannelHandlerContext,
        _ body: @escaping (TLSHandler, ChannelHandlerContext) -> Void
    ) {
        // Held until it fires or is cancelled: a weak reference would make every later use of the handler slower.
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { body(self, context) }
    }
}
