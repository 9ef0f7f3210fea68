package import NIOCore

/// The requests of one HTTP/2 connection as a pure value: an event goes in, actions come out.
///
/// Frames, header compression and flow control are below; here is what a request is, how many there may be, and how long
/// each may take. Times are nanoseconds of a clock that never goes back. Invariant: what is claimed for a request is given
/// back by exactly one of `handle` (which takes it over), `report` and `drop`.
package struct HTTP2ConnectionMachine {
    private let limits: HTTPLimits
    private let rules: RequestRules
    private let parser: HTTP2HeadParser

    private var streams: [Int: HTTP2Stream] = [:]
    /// The highest stream that was looked at.
    private var newest = 0
    private var requests = 0
    private var draining = false
    private var finished = false
    /// When the connection ends if no stream is open by then.
    private var idleUntil = UInt64.max
    /// Frames that asked for nothing since a request began or was answered.
    private var noise = 0
    private var actions = ActionQueue<Action>()

    /// What happens to a connection.
    package enum Event {
        /// It is ready for its first request.
        case started
        /// The fields of a request, or those after its body.
        case headers(stream: Int, fields: [(name: String, value: String)], ends: Bool)
        /// A piece of a body; `windowed` bytes of the windows went with it.
        case data(stream: Int, ByteBuffer, windowed: Int, ends: Bool)
        /// A stream is over, whoever ended it.
        case closed(stream: Int)
        /// The handler has answered.
        case answered(stream: Int, HTTPAnswer)
        /// The network has taken the answer.
        case sent(stream: Int)
        /// A frame that moves nothing forward.
        case noise
        /// The connection is to end: now when it is idle, else with the last answer.
        case drained
        /// Time has passed.
        case tick
    }

    /// What is to be done, in order.
    package enum Action: Hashable, Sendable {
        /// Tell the client to send the body.
        case sendContinue(stream: Int)
        /// Give a request to the handler; its answer comes back through `answered`.
        case handle(stream: Int, RequestHead, body: [UInt8], exceededBodyLimit: Int?)
        /// Tell the log that the front end refused a request by itself.
        case report(stream: Int, FrontEndRefusal)
        /// Give back what was claimed for a request that will not be handled.
        case drop(stream: Int)
        /// Write an answer and call `sent`.
        case answer(stream: Int, HTTPAnswer, omitsBody: Bool)
        /// Let the client send so many bytes more, on the stream (0 for the connection alone).
        case widen(stream: Int, by: Int)
        /// End a stream: what the client still sends on it is not wanted.
        case reset(stream: Int, HTTP2Ending)
        /// Take no streams beyond this one, and say why.
        case goAway(last: Int, HTTP2Ending)
        /// End the output and then the connection.
        case close
    }

    /// A connection that has just been established.
    package init(limits: HTTPLimits, rules: RequestRules) {
        self.limits = limits
        self.rules = rules
        parser = HTTP2HeadParser(limits: limits)
    }

    /// The moment of the next `tick`; nil when there is nothing to wait for.
    package var nextDeadline: UInt64? {
        if finished { return nil }
        let next = streams.isEmpty ? idleUntil : streams.values.reduce(.max) { min($0, $1.deadline) }
        return next == .max ? nil : next
    }

    /// Takes an event in; what is to be done is then had from `nextAction`.
    package mutating func take(_ event: Event, at now: UInt64) {
        if finished { return }
        switch event {
        case .started: idleUntil = now.advanced(limits.headDeadline)
        case .headers(let stream, let fields, let ends):
            if streams[stream] != nil { takeTrailers(stream, now) } else { open(stream, fields, ends, now) }
        case .data(let stream, let bytes, let windowed, let ends):
            takeData(stream, bytes, windowed, ends, now)
        case .closed(let stream): close(stream, now)
        case .answered(let stream, let answer): pass(answer, stream, now)
        case .sent(let stream): answerLeft(stream, now)
        case .noise: hear()
        case .drained: drain()
        case .tick: tick(now)
        }
    }

    /// The next thing to be done, or nil.
    package mutating func nextAction() -> Action? { actions.next() }
}

// MARK: - Requests

extension HTTP2ConnectionMachine {
    private mutating func open(
        _ stream: Int,
        _ fields: [(name: String, value: String)],
        _ ends: Bool,
        _ now: UInt64
    ) {
        guard stream > newest else { return }
        newest = stream
        noise = 0
        // The peer learns the limit from the settings, but nothing makes it wait for them.
        guard streams.count < limits.streams, !draining else {
            return actions.append(.reset(stream: stream, .refused))
        }
        requests += 1
        streams[stream] = HTTP2Stream(inputEnded: ends)
        if requests >= limits.requestsPerConnection { drain() }
        do throws(FrontEndRefusal) {
            let head = try parser.parse(fields, ends: ends)
            streams[stream]?.omitsBody = head.method == "HEAD"
            try begin(stream, head, now)
        } catch {
            refuse(stream, error, now)
        }
    }

    private mutating func begin(_ stream: Int, _ head: RequestHead, _ now: UInt64) throws(FrontEndRefusal) {
        switch rules.verdict(on: head) {
        case .decline(let refusal): throw refusal
        case .end(let refusal):
            if refusal.code == .certificateRefused || refusal.code == .tooManyConnections { drain() }
            throw refusal
        case .leave(let limit): handOver(stream, head, [], exceeded: limit)
        case .take(let limit):
            guard head.framing != .length(0) || streams[stream]?.inputEnded == false else {
                return handOver(stream, head, [], exceeded: nil)
            }
            streams[stream]?.phase = .body(head, limit: limit)
            streams[stream]?.deadline = now.advanced(limits.bodyDeadline)
            if head.expectsContinue { actions.append(.sendContinue(stream: stream)) }
        }
    }

    private mutating func takeData(
        _ stream: Int,
        _ bytes: ByteBuffer,
        _ windowed: Int,
        _ ends: Bool,
        _ now: UInt64
    ) {
        if windowed > 0 { actions.append(.widen(stream: 0, by: windowed)) }
        if ends { streams[stream]?.inputEnded = true }
        guard case .body(let head, let limit)? = streams[stream]?.phase else { return }
        let most = head.length.map { min($0, limit) } ?? limit
        let count = (streams[stream]?.body.count ?? 0) + bytes.readableBytes
        guard count <= most else {
            guard head.length == nil else { return refuse(stream, Self.mismatch, now) }
            return handOver(stream, head, [], exceeded: limit)
        }
        streams[stream]?.body.append(contentsOf: bytes.readableBytesView)
        guard ends else {
            if windowed > 0 { actions.append(.widen(stream: stream, by: windowed)) }
            return
        }
        if let length = head.length, length != count { return refuse(stream, Self.mismatch, now) }
        // Much may have happened while the body came in.
        if let refusal = rules.admit() {
            drain()
            return refuse(stream, refusal, now)
        }
        handOver(stream, head, streams[stream]?.body ?? [], exceeded: nil)
    }

    private mutating func takeTrailers(_ stream: Int, _ now: UInt64) {
        streams[stream]?.inputEnded = true
        guard case .body? = streams[stream]?.phase else { return }
        refuse(stream, FrontEndRefusal(.ambiguousFraming, "trailer fields are not accepted"), now)
    }

    private mutating func handOver(_ stream: Int, _ head: RequestHead, _ body: [UInt8], exceeded: Int?) {
        streams[stream]?.phase = .handling
        streams[stream]?.body = []
        streams[stream]?.deadline = .max
        actions.append(.handle(stream: stream, head, body: body, exceededBodyLimit: exceeded))
    }

    private mutating func refuse(_ stream: Int, _ refusal: FrontEndRefusal, _ now: UInt64) {
        actions.append(.report(stream: stream, refusal))
        send(HTTPAnswer(refusal), stream, now)
    }

    private mutating func pass(_ answer: HTTPAnswer, _ stream: Int, _ now: UInt64) {
        guard case .handling? = streams[stream]?.phase else { return }
        send(answer, stream, now)
    }

    private mutating func send(_ answer: HTTPAnswer, _ stream: Int, _ now: UInt64) {
        streams[stream]?.phase = .sending
        streams[stream]?.body = []
        streams[stream]?.deadline = now.advanced(limits.answerDeadline)
        let omitsBody = streams[stream]?.omitsBody ?? false
        actions.append(.answer(stream: stream, answer, omitsBody: omitsBody))
    }

    private mutating func answerLeft(_ stream: Int, _ now: UInt64) {
        guard let ended = streams[stream], case .sending = ended.phase else { return }
        noise = 0
        if !ended.inputEnded { actions.append(.reset(stream: stream, .done)) }
        remove(stream, now)
    }

    private static let mismatch = FrontEndRefusal(
        .ambiguousFraming,
        "the body is not as long as `content-length` says"
    )
}

// MARK: - Ends

extension HTTP2ConnectionMachine {
    private mutating func close(_ stream: Int, _ now: UInt64) {
        guard let closed = streams[stream] else { return }
        // The handler goes on, and what it holds counts until it has returned.
        if case .body = closed.phase { actions.append(.drop(stream: stream)) }
        // An answer of which the network has not taken everything yet still has its deadline.
        if case .sending = closed.phase {
            streams[stream]?.inputEnded = true
        } else {
            remove(stream, now)
        }
    }

    private mutating func remove(_ stream: Int, _ now: UInt64) {
        streams[stream] = nil
        guard streams.isEmpty else { return }
        if draining { finish() } else { idleUntil = now.advanced(limits.idleDeadline) }
    }

    private mutating func drain() {
        guard !draining else { return }
        draining = true
        actions.append(.goAway(last: newest, .done))
        if streams.isEmpty { finish() }
    }

    private mutating func hear() {
        noise += 1
        guard noise > limits.noiseFrames else { return }
        actions.append(.report(stream: 0, FrontEndRefusal(.flood, "too many frames that ask for nothing")))
        end(.calm)
    }

    private mutating func tick(_ now: UInt64) {
        guard !streams.isEmpty else {
            if idleUntil <= now { end(.done) }
            return
        }
        let late = streams.filter { $1.deadline <= now }.keys.sorted()
        for stream in late {
            switch streams[stream]?.phase {
            case .body?: refuse(stream, FrontEndRefusal(.tooSlow, "the request's body took too long"), now)
            // A client that does not read holds an answer in memory, and nothing can be said to it.
            case .sending?: return end(.calm)
            case .handling?, nil: break
            }
        }
    }

    private mutating func end(_ reason: HTTP2Ending) {
        actions.append(.goAway(last: newest, reason))
        finish()
    }

    private mutating func finish() {
        for (stream, one) in streams.sorted(by: { $0.key < $1.key }) {
            if case .body = one.phase { actions.append(.drop(stream: stream)) }
        }
        streams = [:]
        finished = true
        actions.append(.close)
    }
}

extension UInt64 {
    fileprivate func advanced(_ time: TimeAmount) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(UInt64(Swift.max(0, time.nanoseconds)))
        return overflow ? .max : sum
    }
}

extension RequestHead {
    fileprivate var length: Int? {
        if case .length(let count) = framing { count } else { nil }
    }
}
