internal import Cryptography
package import NIOCore
internal import TLS

/// Runs one connection's machine on its event loop: bytes, timers, the handler's task.
///
/// Stands behind a `TLSHandler` and does nothing before `TLSEstablished`.
package final class HTTPConnectionHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = Never
    package typealias OutboundOut = ByteBuffer

    private let configuration: FrontEndConfiguration
    private let ledger: ConnectionLedger
    private var connection: Connection?
    /// The room claimed for the request whose body comes in; the handler's task takes it over.
    private var claim: RequestLedger.Claim?
    private var context: ChannelHandlerContext?
    private var draining = false
    /// Set when the last answer is out: what still comes is dropped, and counted.
    private var lingered: Int?
    private var readWanted = false
    private var pending: [HTTPConnectionMachine.Action] = []
    private var isPerforming = false

    private var deadline: (kind: HTTPConnectionMachine.Deadline, at: NIODeadline)?
    private var deadlineTimer: (task: Scheduled<Void>, at: NIODeadline)?
    private var endTimer: Scheduled<Void>?

    /// What exists once the handshake has ended.
    private struct Connection {
        var machine: HTTPConnectionMachine
        let client: VerifiedClient
        let peer: String
        let organisation: String

        mutating func apply(
            _ event: (inout HTTPConnectionMachine) -> [HTTPConnectionMachine.Action]
        ) -> [HTTPConnectionMachine.Action] {
            event(&machine)
        }
    }

    /// A handler for one connection, counted in a ledger that the server's connections share.
    package init(configuration: FrontEndConfiguration, ledger: ConnectionLedger) {
        self.configuration = configuration
        self.ledger = ledger
    }

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
            if lingered != nil { close(context) } else { perform { $0.endInput() } }
        case is DrainConnection:
            draining = true
            if connection == nil { close(context) } else { perform { $0.drain() } }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let data = unwrapInboundIn(data)
        if let dropped = lingered {
            lingered = dropped + data.readableBytes
            if dropped + data.readableBytes > configuration.limits.lingerBytes { close(context) }
        } else {
            perform { $0.receive(data) }
        }
    }

    /// Leaves the socket alone while enough waits behind the request in hand.
    package func read(context: ChannelHandlerContext) {
        if let connection, connection.machine.isFull { readWanted = true } else { context.read() }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The TLS handler has reported what there is to report.
        if connection != nil { close(context) }
    }
}

// MARK: - The machine's actions

extension HTTPConnectionHandler {
    private func perform(_ event: (inout HTTPConnectionMachine) -> [HTTPConnectionMachine.Action]) {
        guard let actions = connection?.apply(event) else { return }
        pending.append(contentsOf: actions)
        // An action may lead to the next event before it returns; that event's actions come after those in hand.
        guard !isPerforming else { return }
        isPerforming = true
        defer { isPerforming = false }
        while let context, !pending.isEmpty { perform(pending.removeFirst(), context) }
        pending.removeAll()
        guard let context else { return }
        if readWanted, connection?.machine.isFull == false {
            readWanted = false
            context.read()
        }
    }

    private func perform(_ action: HTTPConnectionMachine.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .sendContinue:
            let line = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(line), promise: nil)
        case .handle(let head, let body, let exceeded): handle(head, body, exceeded, context)
        case .report(let refusal):
            releaseClaim()
            guard let connection else { return }
            configuration.observe(.requestRefused(refusal, client: connection.client, peer: connection.peer))
        case .answer(let answer, let omitsBody, let closes): send(answer, omitsBody, closes, context)
        case .wait(let kind): wait(kind, context)
        case .close: close(context)
        }
    }

    private func handle(
        _ head: RequestHead,
        _ body: [UInt8],
        _ exceeded: Int?,
        _ context: ChannelHandlerContext
    ) {
        guard let connection else { return }
        let request = HTTPRequest(
            client: connection.client,
            peer: connection.peer,
            method: head.method,
            path: head.path,
            query: head.query,
            fields: head.fields.filter { !IdentityFields.drops($0.name) },
            body: body,
            exceededBodyLimit: exceeded
        )
        let handler = configuration.handler
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        // The task outlives a client that leaves: what was begun is recorded to its end.
        let (claim, requests) = (claim.take(), ledger.requests)
        Task(executorPreference: configuration.executor) {
            let answer = await handler(request)
            if let claim { requests.release(claim) }
            loop.execute { bound.value.perform { $0.answered(answer) } }
        }
    }

    private func send(
        _ answer: HTTPAnswer,
        _ omitsBody: Bool,
        _ closes: Bool,
        _ context: ChannelHandlerContext
    ) {
        let date = HTTPDate.text(configuration.clock())
        let allocator = context.channel.allocator
        let encode = { (answer: HTTPAnswer) in
            AnswerEncoder.encode(
                answer,
                date: date,
                omitsBody: omitsBody,
                closes: closes,
                allocator: allocator
            )
        }
        let unusable = FrontEndRefusal(.answerUnusable, "the answer cannot be sent")
        guard let bytes = encode(answer) ?? encode(HTTPAnswer(unusable)) else { return close(context) }
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { [weak self] result in
            guard let self else { return }
            guard case .success = result else { return self.close(context) }
            if closes { self.linger(context) }
            self.perform { $0.sent() }
        }
    }

    /// Ends the output and waits for the peer to do the same; closing at once could reset what it has not read yet.
    private func linger(_ context: ChannelHandlerContext) {
        guard lingered == nil else { return }
        lingered = 0
        context.close(mode: .output, promise: nil)
        endTimer?.cancel()
        endTimer = after(configuration.limits.lingerDeadline, context) { $0.close($1) }
    }

    private func close(_ context: ChannelHandlerContext) {
        context.close(promise: nil)
    }
}

// MARK: - Beginning and end

extension HTTPConnectionHandler {
    private func establish(_ established: TLSEstablished, _ context: ChannelHandlerContext) {
        guard let client = established.client else { return close(context) }
        let configuration = configuration
        let organisation =
            configuration.organisation(client) ?? "certificate \(client.certificate.fingerprint)"
        let limit = configuration.limits.connectionsPerOrganisation
        let hasRoom = ledger.enter(organisation, limit: limit)
        let machine = HTTPConnectionMachine(
            limits: configuration.limits,
            route: configuration.route,
            admit: {
                if !hasRoom {
                    return FrontEndRefusal(
                        .tooManyConnections,
                        "the organisation has \(limit) connections already"
                    )
                }
                return configuration.contexts().refusal(of: client).map { refusal in
                    FrontEndRefusal(.certificateRefused, refusal.description)
                }
            },
            isKnown: { configuration.organisation(client) != nil },
            claim: { [weak self] in self?.claim($0, for: organisation) }
        )
        connection = Connection(
            machine: machine,
            client: client,
            peer: context.remoteAddress.map(PeerAddress.text) ?? "",
            organisation: organisation
        )
        perform { $0.start() }
        endWithCertificate(client, context)
        if draining { perform { $0.drain() } }
    }

    /// A connection never outlives its certificate; long lives are measured in pieces of a day.
    private func endWithCertificate(_ client: VerifiedClient, _ context: ChannelHandlerContext) {
        let left = client.validUntil.seconds + 1 - configuration.clock().seconds
        guard left > 0 else { return perform { $0.drain() } }
        endTimer = after(.seconds(min(left, 86_400)), context) { $0.endWithCertificate(client, $1) }
    }

    private func claim(_ bytes: Int, for organisation: String) -> FrontEndRefusal? {
        do throws(FrontEndRefusal) {
            claim = try ledger.requests.claim(bytes, for: organisation, limits: configuration.limits)
            return nil
        } catch {
            return error
        }
    }

    private func releaseClaim() {
        if let claim = claim.take() { ledger.requests.release(claim) }
    }

    private func release() {
        releaseClaim()
        if let organisation = connection?.organisation { ledger.leave(organisation) }
        connection = nil
        context = nil
        deadlineTimer?.task.cancel()
        deadlineTimer = nil
        endTimer?.cancel()
        endTimer = nil
    }
}

// MARK: - Timers

extension HTTPConnectionHandler {
    /// Sets the deadline; the timer is moved only when it would come too late, and looks again when it comes too early.
    private func wait(_ kind: HTTPConnectionMachine.Deadline?, _ context: ChannelHandlerContext) {
        guard let kind else {
            deadline = nil
            return
        }
        let at = context.eventLoop.now + configuration.limits.time(for: kind)
        deadline = (kind, at)
        if let timer = deadlineTimer {
            if timer.at <= at { return }
            timer.task.cancel()
        }
        startTimer(at, context)
    }

    private func startTimer(_ at: NIODeadline, _ context: ChannelHandlerContext) {
        let task = after(at - context.eventLoop.now, context) { $0.timerFired($1) }
        deadlineTimer = (task, at)
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        deadlineTimer = nil
        guard let deadline else { return }
        if deadline.at > context.eventLoop.now {
            startTimer(deadline.at, context)
        } else {
            self.deadline = nil
            perform { $0.expired(deadline.kind) }
        }
    }

    private func after(
        _ delay: TimeAmount,
        _ context: ChannelHandlerContext,
        _ body: @escaping (HTTPConnectionHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            guard let self, self.context != nil else { return }
            body(self, context)
        }
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
