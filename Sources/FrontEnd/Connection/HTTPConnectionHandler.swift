package import NIOCore
internal import TLS

/// Runs one HTTP/1.1 connection's machine on its event loop: bytes, timers, the handler's task.
///
/// Stands behind a `TLSHandler` and does nothing before `TLSEstablished`.
package final class HTTPConnectionHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = Never
    package typealias OutboundOut = ByteBuffer

    private let scope: ServerScope
    /// Both exist once the handshake has ended.
    private var machine: HTTPConnectionMachine?
    private var client: ConnectedClient?
    private var context: ChannelHandlerContext?
    private var draining = false
    /// Set when the last answer is out: what still comes is dropped, and counted.
    private var lingered: Int?
    private var readWanted = false
    /// Set while more of an answer waits for the network than may.
    private var isSending = false
    private var isPerforming = false
    private var clock = ConnectionClock<HTTPConnectionMachine.Deadline>()

    /// A handler for one connection, counted in a ledger that the server's connections share.
    package convenience init(configuration: FrontEndConfiguration, ledger: ConnectionLedger) {
        self.init(scope: ServerScope(configuration: configuration, ledger: ledger))
    }

    init(scope: ServerScope) { self.scope = scope }

    package func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    package func handlerRemoved(context: ChannelHandlerContext) { release() }

    package func channelInactive(context: ChannelHandlerContext) {
        release()
        context.fireChannelInactive()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let established as TLSEstablished: establish(established, context)
        case let event as ChannelEvent where event == .inputClosed:
            if lingered != nil { context.close(promise: nil) } else { take(.inputEnded) }
        case is DrainConnection:
            draining = true
            if machine == nil { context.close(promise: nil) } else { take(.drained) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let data = unwrapInboundIn(data)
        if let dropped = lingered {
            lingered = dropped + data.readableBytes
            if dropped + data.readableBytes > scope.limits.lingerBytes { context.close(promise: nil) }
        } else {
            take(.received(data))
        }
    }

    /// Leaves the socket alone while enough waits behind the request in hand.
    package func read(context: ChannelHandlerContext) {
        if machine?.isFull == true { readWanted = true } else { context.read() }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if isSending, context.channel.isWritable {
            isSending = false
            take(.sent)
        }
        context.fireChannelWritabilityChanged()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The TLS handler has reported what there is to report.
        if machine != nil { context.close(promise: nil) }
    }
}

// MARK: - The machine's actions

extension HTTPConnectionHandler {
    private func take(_ event: HTTPConnectionMachine.Event) {
        guard machine != nil else { return }
        machine?.take(event)
        // An action may lead to the next event before it returns; that event's actions come after those in hand.
        guard !isPerforming else { return }
        isPerforming = true
        while let context, let action = machine?.nextAction() { perform(action, context) }
        isPerforming = false
        if readWanted, let context, machine?.isFull == false {
            readWanted = false
            context.read()
        }
    }

    private func perform(_ action: HTTPConnectionMachine.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .sendContinue:
            let line = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(line), promise: nil)
        case .handle(let head, let body, let exceeded):
            guard let client else { return }
            // Held until the handler has returned; a weak reference would make every later use slower.
            client.handle(head, body: body, exceeded: exceeded, claim: client.takeClaim()) { answer in
                self.take(.answered(answer))
            }
        case .report(let refusal): client?.report(refusal)
        case .answer(let answer, let omitsBody, let closes): send(answer, omitsBody, closes, context)
        case .wait(nil): clock.waitForNothing()
        case .wait(let kind?):
            clock.wait(for: kind, until: context.eventLoop.now + scope.limits.time(for: kind), in: context)
        case .close: context.close(promise: nil)
        }
    }

    private func send(
        _ answer: HTTPAnswer,
        _ omitsBody: Bool,
        _ closes: Bool,
        _ context: ChannelHandlerContext
    ) {
        let date = scope.date
        let encode = { (answer: HTTPAnswer) in
            AnswerEncoder.encode(
                answer,
                date: date,
                omitsBody: omitsBody,
                closes: closes,
                allocator: context.channel.allocator
            )
        }
        let unusable = FrontEndRefusal(.answerUnusable, "the answer cannot be sent")
        guard let bytes = encode(answer) ?? encode(HTTPAnswer(unusable)) else {
            return context.close(promise: nil)
        }
        guard closes else {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            // A little that the network has not taken yet does not keep the next request waiting.
            if context.channel.isWritable { take(.sent) } else { isSending = true }
            return
        }
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { result in
            guard case .success = result else { return context.close(promise: nil) }
            self.linger(context)
            self.take(.sent)
        }
    }

    /// Ends the output and waits for the peer to do the same; closing at once could reset what it has not read yet.
    private func linger(_ context: ChannelHandlerContext) {
        guard lingered == nil else { return }
        lingered = 0
        context.close(mode: .output, promise: nil)
        clock.end(after: scope.limits.lingerDeadline, in: context) { $0.close(promise: nil) }
    }
}

// MARK: - Beginning and end

extension HTTPConnectionHandler {
    private func establish(_ established: TLSEstablished, _ context: ChannelHandlerContext) {
        guard let verified = established.client else { return context.close(promise: nil) }
        let client = ConnectedClient(verified, of: context.channel, in: scope)
        self.client = client
        machine = HTTPConnectionMachine(limits: scope.limits, rules: client.rules)
        // Stopped before this handler goes.
        clock.passed = { [unowned self] in take(.expired($0)) }
        take(.started)
        // A connection never outlives its certificate.
        clock.end(when: { client.secondsLeft }, in: context) { [unowned self] in take(.drained) }
        if draining { take(.drained) }
    }

    private func release() {
        client?.leave()
        client = nil
        machine = nil
        context = nil
        clock.stop()
    }
}

extension HTTPLimits {
    fileprivate func time(for deadline: HTTPConnectionMachine.Deadline) -> TimeAmount {
        switch deadline {
        case .head: headDeadline
        case .body: bodyDeadline
        case .idle: idleDeadline
        case .answer: answerDeadline
        }
    }
}
