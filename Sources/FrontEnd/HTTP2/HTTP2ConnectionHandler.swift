internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2
internal import TLS

/// Runs one HTTP/2 connection's machine on its event loop, behind the frames.
final class HTTP2ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundIn = Never
    typealias OutboundOut = HTTP2Frame

    private let scope: ServerScope
    private let frames: HTTP2FrameWatch
    private var machine: HTTP2ConnectionMachine?
    private var client: ConnectedClient?
    private var context: ChannelHandlerContext?
    private var claims: [Int: RequestLedger.Claim] = [:]
    private var windows: HTTP2Windows
    private var draining = false
    private var lingered: Int?
    private var isPerforming = false
    private let clock = ConnectionClock<Void>()

    init(scope: ServerScope, frames: HTTP2FrameWatch) {
        self.scope = scope
        self.frames = frames
        windows = HTTP2Windows(limits: scope.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { release() }

    func channelInactive(context: ChannelHandlerContext) {
        release()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard lingered == nil else { return }
        let frame = unwrapInboundIn(data)
        let stream = Int(frame.streamID)
        switch frame.payload {
        case .headers(let headers):
            let fields = headers.headers.map { (name: $0.name, value: $0.value) }
            take(.headers(stream: stream, fields: fields, ends: headers.endStream))
        case .data(let data):
            guard case .byteBuffer(let bytes) = data.data else { return }
            let windowed = bytes.readableBytes + (data.paddingBytes.map { $0 + 1 } ?? 0)
            take(.data(stream: stream, bytes, windowed: windowed, ends: data.endStream))
        case .goAway: take(.drained)
        // Streams that end are heard of as events.
        case .rstStream: break
        case .windowUpdate, .priority, .ping, .settings, .pushPromise, .alternativeService, .origin:
            take(.noise)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let established as TLSEstablished: establish(established, context)
        case let closed as StreamClosedEvent:
            windows.forget(Int(closed.streamID))
            take(.closed(stream: Int(closed.streamID)))
        case let event as ChannelEvent where event == .inputClosed:
            if lingered != nil { context.close(promise: nil) } else { take(.drained) }
        case is DrainConnection:
            draining = true
            take(.drained)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// What the frames' own handler found wrong: it has reset the stream, or said that the connection is over.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let client, lingered == nil else { return }
        // A socket that fails, or TLS, says nothing about the frames.
        guard error is any NIOHTTP2Error else { return context.close(promise: nil) }
        switch frames.takeEnd() {
        case .connection(let code):
            let refusal: FrontEndRefusal.Code = code == .enhanceYourCalm ? .flood : .protocolViolation
            client.report(FrontEndRefusal(refusal, "the connection broke the rules of HTTP/2"))
            linger(context)
        case .stream: client.report(FrontEndRefusal(.protocolViolation, "a stream broke the rules of HTTP/2"))
        case nil: break
        }
    }
}

// MARK: - The machine's actions

extension HTTP2ConnectionHandler {
    private func take(_ event: HTTP2ConnectionMachine.Event) {
        guard machine != nil, let loop = context?.eventLoop else { return }
        machine?.take(event, at: loop.now.uptimeNanoseconds)
        // What was claimed in this event is the request's that came in it.
        if case .headers(let stream, _, _) = event, let claim = client?.takeClaim() { claims[stream] = claim }
        guard !isPerforming else { return }
        isPerforming = true
        while let context, let action = machine?.nextAction() { perform(action, context) }
        isPerforming = false
        guard lingered == nil, let context else { return }
        guard let next = machine?.nextDeadline else { return clock.waitForNothing() }
        clock.wait(for: (), until: .uptimeNanoseconds(next), in: context)
    }

    private func perform(_ action: HTTP2ConnectionMachine.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .sendContinue(let stream):
            write(.headers(.init(headers: [":status": "100"], endStream: false)), on: stream, context)
            context.flush()
        case .handle(let stream, let head, let body, let exceeded):
            let claim = claims.removeValue(forKey: stream)
            client?.handle(head, body: body, exceeded: exceeded, claim: claim) { [weak self] answer in
                self?.take(.answered(stream: stream, answer))
            }
        case .report(let stream, let refusal):
            client?.release(claims.removeValue(forKey: stream))
            client?.report(refusal)
        case .drop(let stream): client?.release(claims.removeValue(forKey: stream))
        case .answer(let stream, let answer, let omitsBody): send(answer, omitsBody, on: stream, context)
        case .widen(let stream, let bytes):
            guard let update = windows.widen(stream, by: bytes) else { return }
            write(.windowUpdate(windowSizeIncrement: update), on: stream, context)
            context.flush()
        case .reset(let stream, let reason):
            write(.rstStream(reason.code), on: stream, context)
            context.flush()
            // This end's own decision is nothing that the client did wrong.
            _ = frames.takeEnd()
        case .goAway(let last, let reason):
            let frame = HTTP2Frame.FramePayload.goAway(
                lastStreamID: HTTP2StreamID(last),
                errorCode: reason.code,
                opaqueData: nil
            )
            write(frame, on: 0, context)
            context.flush()
        case .close: linger(context)
        }
    }

    private func send(
        _ answer: HTTPAnswer,
        _ omitsBody: Bool,
        on stream: Int,
        _ context: ChannelHandlerContext
    ) {
        let unusable = HTTPAnswer(FrontEndRefusal(.answerUnusable, "the answer cannot be sent"))
        let answer = AnswerFields.canSend(answer) ? answer : unusable
        let sent = context.eventLoop.makePromise(of: Void.self)
        let hasBody = !omitsBody && answer.mayHaveBody && !answer.body.isEmpty
        let fields = HPACKHeaders(answer, date: scope.date)
        write(
            .headers(.init(headers: fields, endStream: !hasBody)),
            on: stream,
            context,
            hasBody ? nil : sent
        )
        if hasBody {
            let body = context.channel.allocator.buffer(bytes: answer.body)
            write(.data(.init(data: .byteBuffer(body), endStream: true)), on: stream, context, sent)
        }
        // The stream may be gone by then, or the connection.
        sent.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.take(.sent(stream: stream)) }
        context.flush()
    }

    private func write(
        _ payload: HTTP2Frame.FramePayload,
        on stream: Int,
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>? = nil
    ) {
        let frame = HTTP2Frame(streamID: HTTP2StreamID(stream), payload: payload)
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    /// Ends the output and waits a moment for the peer to do the same, so that the last frames are not lost.
    private func linger(_ context: ChannelHandlerContext) {
        guard lingered == nil else { return }
        lingered = 0
        clock.waitForNothing()
        context.flush()
        context.close(mode: .output, promise: nil)
        clock.end(after: scope.limits.lingerDeadline, in: context) { $0.close(promise: nil) }
    }
}

// MARK: - Beginning, time and end

extension HTTP2ConnectionHandler {
    private func establish(_ established: TLSEstablished, _ context: ChannelHandlerContext) {
        guard let verified = established.client else { return context.close(promise: nil) }
        let client = ConnectedClient(verified, of: context.channel, in: scope)
        self.client = client
        machine = HTTP2ConnectionMachine(limits: scope.limits, rules: client.rules)
        // The windows that all streams share begin small, whatever the settings say.
        write(.windowUpdate(windowSizeIncrement: windows.firstWidening), on: 0, context)
        context.flush()
        // Stopped before this handler goes.
        clock.passed = { [unowned self] _ in take(.tick) }
        take(.started)
        // A connection never outlives its certificate.
        clock.end(when: { client.secondsLeft }, in: context) { [unowned self] in take(.drained) }
        if draining { take(.drained) }
    }

    private func release() {
        for claim in claims.values { client?.release(claim) }
        claims = [:]
        client?.leave()
        client = nil
        machine = nil
        context = nil
        clock.stop()
    }
}
