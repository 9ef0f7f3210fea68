package import NIOCore

/// One HTTP/1.1 connection as a pure value: an event goes in, actions come out.
///
/// Invariant: one request at a time is with the handler or being sent, so that answers keep the order of the requests;
/// what a client pipelines behind it waits in `buffer`, or, beyond the limit, in the socket.
package struct HTTPConnectionMachine {
    private let pipelinedBytes: Int
    private let requestsPerConnection: Int
    private let rules: RequestRules

    private var state = State.head
    /// What has come in and is not used yet; while a head is awaited, everything since it began.
    private var buffer = ByteBuffer()
    /// The body that comes in chunks; beside the state, so that it grows in place.
    private var chunks = ChunkedBody(limit: 0)
    private var scanner: HeadScanner
    private var requests = 0
    private var inputEnded = false
    private var draining = false
    private var deadline: Deadline?
    private var actions = ActionQueue<Action>()

    private enum State {
        case head
        case body(RequestHead, count: Int)
        case chunks(RequestHead)
        case answering(omitsBody: Bool, closes: Bool)
        case sending(closes: Bool)
        case finished
    }

    /// What the connection waits for, each with a limit of its own.
    package enum Deadline: Hashable, Sendable {
        case head
        case body
        case idle
        case answer
    }

    /// What happens to a connection.
    package enum Event {
        /// It is ready for its first request.
        case started
        /// Bytes came in.
        case received(ByteBuffer)
        /// The peer will send nothing more.
        case inputEnded
        /// The handler has answered.
        case answered(HTTPAnswer)
        /// The network has taken the answer.
        case sent
        /// It is to end: now when it is idle, else with the next answer.
        case drained
        /// A deadline passed.
        case expired(Deadline)
    }

    /// What is to be done, in order.
    package enum Action: Hashable, Sendable {
        /// Write `100 Continue`.
        case sendContinue
        /// Give a request to the handler; its answer comes back through `answered`.
        indirect case handle(RequestHead, body: [UInt8], exceededBodyLimit: Int?)
        /// Tell the log that the front end refused a request by itself.
        indirect case report(FrontEndRefusal)
        /// Write an answer and call `sent`; when it closes, end the output and then the connection.
        indirect case answer(HTTPAnswer, omitsBody: Bool, closes: Bool)
        /// Start this deadline in place of the one before; nil for none.
        case wait(Deadline?)
        /// Close the connection: there is nothing to say.
        case close
    }

    /// A connection that has just been established.
    package init(limits: HTTPLimits, rules: RequestRules) {
        pipelinedBytes = limits.pipelinedBytes
        requestsPerConnection = limits.requestsPerConnection
        self.rules = rules
        scanner = HeadScanner(limits: limits)
    }

    /// Whether so much waits behind the request in hand that the socket should not be read.
    package var isFull: Bool {
        switch state {
        case .answering, .sending: buffer.readableBytes > pipelinedBytes
        case .head, .body, .chunks, .finished: false
        }
    }

    /// Whether no request is in hand, not even a part of one.
    package var isIdle: Bool {
        if case .head = state { return buffer.readableBytes == 0 }
        return false
    }

    /// Takes an event in; what is to be done is then had from `nextAction`.
    package mutating func take(_ event: Event) {
        switch event {
        case .started: wait(.head)
        case .received(let bytes): takeBytes(bytes)
        case .inputEnded: inputHasEnded()
        case .answered(let answer): pass(answer)
        case .sent: answerLeft()
        case .drained:
            draining = true
            if isIdle { finish() }
        case .expired(let passed): give(up: passed)
        }
    }

    /// The next thing to be done, or nil.
    package mutating func nextAction() -> Action? { actions.next() }
}

// MARK: - Events

extension HTTPConnectionMachine {
    private mutating func takeBytes(_ bytes: ByteBuffer) {
        if case .finished = state { return }
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            var bytes = bytes
            buffer.writeBuffer(&bytes)
        }
        advance()
    }

    private mutating func inputHasEnded() {
        inputEnded = true
        switch state {
        case .head, .body, .chunks: finish()
        case .answering, .sending, .finished: break
        }
    }

    private mutating func pass(_ answer: HTTPAnswer) {
        guard case .answering(let omitsBody, let closes) = state else { return }
        let last = closes || draining || inputEnded && buffer.readableBytes == 0
        state = .sending(closes: last)
        actions.append(.answer(answer, omitsBody: omitsBody, closes: last))
        wait(.answer)
    }

    private mutating func answerLeft() {
        guard case .sending(let closes) = state else { return }
        if closes {
            state = .finished
            return wait(nil)
        }
        state = .head
        advance()
    }

    private mutating func give(up passed: Deadline) {
        guard passed == deadline else { return }
        switch passed {
        case .idle, .answer: finish()
        case .head where buffer.readableBytes == 0: finish()
        case .head: refuse(FrontEndRefusal(.tooSlow, "the request's head took too long"))
        case .body: refuse(FrontEndRefusal(.tooSlow, "the request's body took too long"))
        }
    }
}

// MARK: - Requests

extension HTTPConnectionMachine {
    private mutating func advance() {
        do throws(FrontEndRefusal) {
            switch state {
            case .head: try takeHead()
            case .body(let head, let count): takeBody(head, count)
            case .chunks(let head): try takeChunks(head)
            case .answering, .sending, .finished: break
            }
        } catch {
            refuse(error)
        }
    }

    private mutating func takeHead() throws(FrontEndRefusal) {
        guard buffer.readableBytes > 0, let end = try scanHead() else {
            if inputEnded || draining && buffer.readableBytes == 0 { return finish() }
            return wait(buffer.readableBytes == 0 && requests > 0 ? .idle : .head)
        }
        let bytes = buffer.readBytes(length: end) ?? []
        releaseBuffer()
        scanner.restart()
        requests += 1
        try begin(RequestHeadParser.parse(scanned: bytes))
    }

    private mutating func scanHead() throws(FrontEndRefusal) -> Int? {
        var scanner = scanner
        let end = try scanner.end(in: buffer.readableBytesUInt8Span)
        self.scanner = scanner
        return end
    }

    private mutating func begin(_ head: RequestHead) throws(FrontEndRefusal) {
        switch rules.verdict(on: head) {
        case .end(let refusal): throw refusal
        case .decline(let refusal):
            // A body that nobody takes would be read as the next request.
            let closes = head.framing != .length(0) || isLast(head)
            state = .sending(closes: closes)
            actions.append(.report(refusal))
            actions.append(.answer(HTTPAnswer(refusal), omitsBody: head.method == "HEAD", closes: closes))
            wait(.answer)
        case .leave(let limit): handOver(head, body: [], exceeded: limit)
        case .take(let limit): try accept(head, limit)
        }
    }

    private mutating func accept(_ head: RequestHead, _ limit: Int) throws(FrontEndRefusal) {
        switch head.framing {
        case .length(0): return handOver(head, body: [], exceeded: nil)
        case .length(let count): state = .body(head, count: count)
        case .chunked:
            chunks = ChunkedBody(limit: limit)
            state = .chunks(head)
        }
        if head.expectsContinue, buffer.readableBytes == 0 { actions.append(.sendContinue) }
        advance()
    }

    private mutating func takeBody(_ head: RequestHead, _ count: Int) {
        guard buffer.readableBytes >= count else {
            if inputEnded { finish() } else { wait(.body) }
            return
        }
        let body = buffer.readBytes(length: count) ?? []
        releaseBuffer()
        bodyEnded(head, body)
    }

    private mutating func takeChunks(_ head: RequestHead) throws(FrontEndRefusal) {
        let (progress, used) = try chunks.take(buffer.readableBytesView)
        buffer.moveReaderIndex(forwardBy: used)
        releaseBuffer()
        switch progress {
        case .complete: bodyEnded(head, chunks.bytes)
        case .tooLong: handOver(head, body: [], exceeded: chunks.limit)
        case .incomplete: if inputEnded { finish() } else { wait(.body) }
        }
    }

    /// Much may have happened while the body came in, so the certificate is asked about again.
    private mutating func bodyEnded(_ head: RequestHead, _ body: [UInt8]) {
        if let refusal = rules.admit() { return refuse(refusal) }
        handOver(head, body: body, exceeded: nil)
    }

    private mutating func handOver(_ head: RequestHead, body: [UInt8], exceeded: Int?) {
        chunks = ChunkedBody(limit: 0)
        state = .answering(omitsBody: head.method == "HEAD", closes: exceeded != nil || isLast(head))
        wait(nil)
        actions.append(.handle(head, body: body, exceededBodyLimit: exceeded))
    }

    private func isLast(_ head: RequestHead) -> Bool {
        head.wantsClose || draining || requests >= requestsPerConnection
    }

    /// Answers by ourselves and ends the connection, because what follows could be read in two ways.
    private mutating func refuse(_ refusal: FrontEndRefusal) {
        state = .sending(closes: true)
        buffer = ByteBuffer()
        chunks = ChunkedBody(limit: 0)
        actions.append(.report(refusal))
        actions.append(.answer(HTTPAnswer(refusal), omitsBody: false, closes: true))
        wait(.answer)
    }

    private mutating func finish() {
        state = .finished
        buffer = ByteBuffer()
        chunks = ChunkedBody(limit: 0)
        wait(nil)
        actions.append(.close)
    }

    /// Gives memory back that is used up; moves what is left only when that is less, so that each byte is moved about once.
    private mutating func releaseBuffer() {
        if buffer.readableBytes == 0 {
            buffer = ByteBuffer()
        } else if buffer.readableBytes < buffer.readerIndex {
            buffer.discardReadBytes()
        }
    }

    /// A deadline starts when the connection begins to wait for something, not with each byte of it.
    private mutating func wait(_ next: Deadline?) {
        guard next != deadline else { return }
        deadline = next
        actions.append(.wait(next))
    }
}
