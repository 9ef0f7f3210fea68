package import NIOCore

/// One HTTP/1.1 connection as a pure value: an event goes in, actions come out.
///
/// Invariant: one request at a time is with the handler or being sent, so that answers keep the order of the requests;
/// what a client pipelines behind it waits in `buffer`, or, beyond the limit, in the socket.
package struct HTTPConnectionMachine {
    private let limits: HTTPLimits
    private let route: (RequestHead) -> Route
    /// Why the connection's certificate is not good enough now, or nil; asked at a request's head and at its end.
    private let admit: () -> FrontEndRefusal?
    /// Whether the client is somebody's; asked when a head is complete, before anything of the body is taken.
    private let isKnown: () -> Bool
    /// Claims room for one request with a body of so many bytes; a refusal when there is none.
    private let claim: (Int) -> FrontEndRefusal?

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

    /// What is to be done, in order.
    package enum Action: Hashable, Sendable {
        /// Write `100 Continue`.
        case sendContinue
        /// Give a request to the handler; its answer comes back through `answered`.
        case handle(RequestHead, body: [UInt8], exceededBodyLimit: Int?)
        /// Tell the log that the front end refused a request by itself.
        case report(FrontEndRefusal)
        /// Write an answer and call `sent`; when it closes, end the output and then the connection.
        case answer(HTTPAnswer, omitsBody: Bool, closes: Bool)
        /// Start this deadline in place of the one before; nil for none.
        case wait(Deadline?)
        /// Close the connection: there is nothing to say.
        case close
    }

    /// A connection that has just been established.
    package init(
        limits: HTTPLimits,
        route: @escaping (RequestHead) -> Route,
        admit: @escaping () -> FrontEndRefusal?,
        isKnown: @escaping () -> Bool = { true },
        claim: @escaping (Int) -> FrontEndRefusal? = { _ in nil }
    ) {
        self.limits = limits
        self.route = route
        self.admit = admit
        self.isKnown = isKnown
        self.claim = claim
        scanner = HeadScanner(limits: limits)
    }

    /// Whether so much waits behind the request in hand that the socket should not be read.
    package var isFull: Bool {
        switch state {
        case .answering, .sending: buffer.readableBytes > limits.pipelinedBytes
        case .head, .body, .chunks, .finished: false
        }
    }

    /// Whether no request is in hand, not even a part of one.
    package var isIdle: Bool {
        if case .head = state { return buffer.readableBytes == 0 }
        return false
    }

    /// The connection is ready for its first request.
    package mutating func start() -> [Action] { wait(.head) }

    /// Bytes came in.
    package mutating func receive(_ bytes: ByteBuffer) -> [Action] {
        if case .finished = state { return [] }
        var bytes = bytes
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
        return advance()
    }

    /// The peer will send nothing more.
    package mutating func endInput() -> [Action] {
        inputEnded = true
        switch state {
        case .head, .body, .chunks: return finish()
        case .answering, .sending, .finished: return []
        }
    }

    /// The handler has answered.
    package mutating func answered(_ answer: HTTPAnswer) -> [Action] {
        guard case .answering(let omitsBody, let closes) = state else { return [] }
        let last = closes || draining || inputEnded && buffer.readableBytes == 0
        state = .sending(closes: last)
        return [.answer(answer, omitsBody: omitsBody, closes: last)] + wait(.answer)
    }

    /// The network has taken the answer.
    package mutating func sent() -> [Action] {
        guard case .sending(let closes) = state else { return [] }
        if closes {
            state = .finished
            return wait(nil)
        }
        state = .head
        return advance()
    }

    /// The connection is to end: now when it is idle, else with the next answer.
    package mutating func drain() -> [Action] {
        draining = true
        return isIdle ? finish() : []
    }

    /// A deadline passed.
    package mutating func expired(_ passed: Deadline) -> [Action] {
        guard passed == deadline else { return [] }
        switch passed {
        case .idle, .answer: return finish()
        case .head where buffer.readableBytes == 0: return finish()
        case .head: return refuse(FrontEndRefusal(.tooSlow, "the request's head took too long"))
        case .body: return refuse(FrontEndRefusal(.tooSlow, "the request's body took too long"))
        }
    }
}

// MARK: - Requests

extension HTTPConnectionMachine {
    private mutating func advance() -> [Action] {
        do throws(FrontEndRefusal) {
            switch state {
            case .head: return try takeHead()
            case .body(let head, let count): return takeBody(head, count)
            case .chunks(let head): return try takeChunks(head)
            case .answering, .sending, .finished: return []
            }
        } catch {
            return refuse(error)
        }
    }

    private mutating func takeHead() throws(FrontEndRefusal) -> [Action] {
        guard let end = try scanner.end(in: buffer.readableBytesView) else {
            if inputEnded || draining && buffer.readableBytes == 0 { return finish() }
            return wait(buffer.readableBytes == 0 && requests > 0 ? .idle : .head)
        }
        let bytes = buffer.readBytes(length: end) ?? []
        // Moved only when less is left than was used, so that each byte is moved about once.
        if buffer.readableBytes < buffer.readerIndex { buffer.discardReadBytes() }
        scanner = HeadScanner(limits: limits)
        requests += 1
        return try begin(RequestHeadParser(limits: limits).parse(scanned: bytes))
    }

    private mutating func begin(_ head: RequestHead) throws(FrontEndRefusal) -> [Action] {
        if let refusal = admit() { throw refusal }
        switch route(head) {
        case .refuse(let refusal):
            // A body that nobody takes would be read as the next request.
            let closes = head.framing != .length(0) || isLast(head)
            state = .sending(closes: closes)
            let answer = Action.answer(HTTPAnswer(refusal), omitsBody: head.method == "HEAD", closes: closes)
            return [.report(refusal), answer] + wait(.answer)
        case .accept(let limit): return try accept(head, limit)
        }
    }

    private mutating func accept(_ head: RequestHead, _ limit: Int) throws(FrontEndRefusal) -> [Action] {
        let most =
            switch head.framing {
            case .length(let count): count
            case .chunked: limit
            }
        // Nobody's body is not taken, nor one that is too large: the handler says so.
        let isTaken = most == 0 || most <= limit && isKnown()
        if let refusal = claim(isTaken ? most : 0) { throw refusal }
        guard isTaken else { return handOver(head, body: [], exceeded: limit) }
        switch head.framing {
        case .length(let count): state = .body(head, count: count)
        case .chunked:
            chunks = ChunkedBody(limit: limit)
            state = .chunks(head)
        }
        let asks = head.expectsContinue && head.framing != .length(0) && buffer.readableBytes == 0
        return (asks ? [.sendContinue] : []) + advance()
    }

    private mutating func takeBody(_ head: RequestHead, _ count: Int) -> [Action] {
        guard buffer.readableBytes >= count else { return inputEnded ? finish() : wait(.body) }
        let body = buffer.readBytes(length: count) ?? []
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return handOver(head, body: body, exceeded: nil)
    }

    private mutating func takeChunks(_ head: RequestHead) throws(FrontEndRefusal) -> [Action] {
        let (progress, used) = try chunks.take(buffer.readableBytesView)
        buffer.moveReaderIndex(forwardBy: used)
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        switch progress {
        case .complete: return handOver(head, body: chunks.bytes, exceeded: nil)
        case .tooLong: return handOver(head, body: [], exceeded: chunks.limit)
        case .incomplete: return inputEnded ? finish() : wait(.body)
        }
    }

    private mutating func handOver(_ head: RequestHead, body: [UInt8], exceeded: Int?) -> [Action] {
        chunks = ChunkedBody(limit: 0)
        if let refusal = admit() { return refuse(refusal) }
        state = .answering(omitsBody: head.method == "HEAD", closes: exceeded != nil || isLast(head))
        return wait(nil) + [.handle(head, body: body, exceededBodyLimit: exceeded)]
    }

    private func isLast(_ head: RequestHead) -> Bool {
        head.wantsClose || draining || requests >= limits.requestsPerConnection
    }

    /// Answers by ourselves and ends the connection, because what follows could be read in two ways.
    private mutating func refuse(_ refusal: FrontEndRefusal) -> [Action] {
        state = .sending(closes: true)
        buffer = ByteBuffer()
        chunks = ChunkedBody(limit: 0)
        return [.report(refusal), .answer(HTTPAnswer(refusal), omitsBody: false, closes: true)]
            + wait(.answer)
    }

    private mutating func finish() -> [Action] {
        state = .finished
        buffer = ByteBuffer()
        chunks = ChunkedBody(limit: 0)
        return wait(nil) + [.close]
    }

    /// A deadline starts when the connection begins to wait for something, not with each byte of it.
    private mutating func wait(_ next: Deadline?) -> [Action] {
        guard next != deadline else { return [] }
        deadline = next
        return [.wait(next)]
    }
}
