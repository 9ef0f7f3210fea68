internal import Cryptography
internal import FrontEnd
internal import NIOCore
internal import NIOPosix

/// One connection to a witness: the front end's strict machine, run on its event loop; answers come from the worker.
final class WitnessConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let surface: WitnessSurface
    private let limits: HTTPLimits
    private let worker: NIOThreadPool
    private var machine: HTTPConnectionMachine
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    private var isLingering = false
    private var pending: [HTTPConnectionMachine.Action] = []
    private var isPerforming = false

    init(surface: WitnessSurface, limits: HTTPLimits, worker: NIOThreadPool) {
        self.surface = surface
        self.limits = limits
        self.worker = worker
        let rules = RequestRules(route: WitnessSurface.route, admit: { nil })
        machine = HTTPConnectionMachine(limits: limits, rules: rules)
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        perform { $0.start() }
    }

    func channelInactive(context: ChannelHandlerContext) { release() }

    func handlerRemoved(context: ChannelHandlerContext) { release() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if isLingering { return }
        if machine.isFull { return context.close(promise: nil) }
        perform { $0.receive(bytes) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ChannelEvent where event == .inputClosed:
            if isLingering { context.close(promise: nil) } else { perform { $0.endInput() } }
        case is DrainConnection: perform { $0.drain() }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ event: (inout HTTPConnectionMachine) -> [HTTPConnectionMachine.Action]) {
        pending += event(&machine)
        // An action may lead to the next event before it returns; that event's actions come after those in hand.
        guard !isPerforming else { return }
        isPerforming = true
        defer { isPerforming = false }
        while let context, !pending.isEmpty { perform(pending.removeFirst(), context) }
        pending.removeAll()
    }

    private func perform(_ action: HTTPConnectionMachine.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .sendContinue:
            let line = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(line), promise: nil)
        case .handle(let head, let body, let exceeded): answer(head, body, exceeded != nil, context)
        case .report: break
        case .answer(let answer, let omitsBody, let closes): send(answer, omitsBody, closes, context)
        case .wait(let kind): wait(kind, context)
        case .close: context.close(promise: nil)
        }
    }

    private func answer(
        _ head: RequestHead,
        _ body: [UInt8],
        _ exceeded: Bool,
        _ context: ChannelHandlerContext
    ) {
        let surface = surface
        let answered = worker.runIfActive(eventLoop: context.eventLoop) {
            surface.answer(head, body, exceeded: exceeded)
        }
        answered.assumeIsolated().whenComplete { [weak self] result in
            switch result {
            case .success(let answer): self?.perform { $0.answered(answer) }
            case .failure: self?.context?.close(promise: nil)
            }
        }
    }

    private func send(
        _ answer: HTTPAnswer,
        _ omitsBody: Bool,
        _ closes: Bool,
        _ context: ChannelHandlerContext
    ) {
        let bytes = AnswerEncoder.encode(
            answer,
            date: HTTPDate.text(Timestamp(microseconds: surface.time() * 1_000_000)),
            omitsBody: omitsBody,
            closes: closes,
            allocator: context.channel.allocator
        )
        guard let bytes else { return context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { [weak self] result in
            guard let self, let context = self.context else { return }
            guard case .success = result else { return context.close(promise: nil) }
            if closes { self.linger(context) }
            self.perform { $0.sent() }
        }
    }

    /// Ends the output and lets the peer do the same; closing at once could reset what it has not read yet.
    private func linger(_ context: ChannelHandlerContext) {
        isLingering = true
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: limits.lingerDeadline) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    private func wait(_ kind: HTTPConnectionMachine.Deadline?, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = kind.map { kind in
            let delay =
                switch kind {
                case .head: limits.headDeadline
                case .body: limits.bodyDeadline
                case .idle: limits.idleDeadline
                case .answer: limits.answerDeadline
                }
            return context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
                self?.perform { $0.expired(kind) }
            }
        }
    }

    private func release() {
        deadline?.cancel()
        deadline = nil
        context = nil
    }
}
