package import CoreProtocol
package import Pipeline

/// What has been asked of one worker and not yet answered: requests by number, each with whoever waits for it.
///
/// A value without clock, socket or thread. Every method that settles requests returns them with their results;
/// each waiter is returned exactly once.
package struct Conversation<Waiter> {
    /// A request that is over, and for whom.
    package struct Settled {
        /// Who waits.
        package let waiter: Waiter
        /// The reply, or why there is none.
        package let result: Result<CoreReply, CoreUnavailable>
    }

    private struct Asked {
        let operation: CoreOperation
        let deadline: Int64
        /// Nil once the deadline has passed: the reply is still owed, and nobody waits for it.
        var waiter: Waiter?
    }

    /// A frame on its way out.
    ///
    /// Frames are sent one by one, never joined.
    package struct Outgoing {
        /// The request's number.
        package let id: UInt64
        /// The whole frame.
        package let bytes: [UInt8]
        /// Bytes of it that the socket has taken.
        package fileprivate(set) var sent = 0
    }

    private let configuration: WorkerConfiguration
    private var asked: [UInt64: Asked] = [:]
    private var outbox: [Outgoing] = []
    private var queuedBytes = 0
    /// When the worker last answered, or was first asked after owing nothing.
    private var lastSign: Int64 = 0

    /// Nothing asked yet.
    package init(_ configuration: WorkerConfiguration) {
        self.configuration = configuration
    }

    /// Requests whose reply is owed.
    package var inFlight: Int { asked.count }

    /// The frame to send now.
    package var next: Outgoing? { outbox.first }

    /// Takes a request and queues its frame; answers why not when it cannot be taken.
    ///
    /// Nothing has then been sent.
    package mutating func ask(_ request: CoreRequest, deadline: Int64, now: Int64, waiter: Waiter) -> Settled?
    {
        func refused(_ reason: String) -> Settled {
            Settled(waiter: waiter, result: .failure(CoreUnavailable(reason: reason, isBeforeMatching: true)))
        }
        guard asked.count < configuration.maxInFlight else {
            return refused("the core has \(asked.count) requests to answer already")
        }
        guard asked[request.id] == nil else {
            return refused("the core is answering a request of number \(request.id) already")
        }
        let bytes: [UInt8]
        do throws(FrameError) {
            bytes = try request.frame.encoded()
        } catch {
            return refused("the request does not fit a frame: \(error)")
        }
        guard queuedBytes + bytes.count <= configuration.maxQueuedBytes else {
            return refused("\(queuedBytes) bytes wait for the core already")
        }
        if asked.isEmpty { lastSign = now }
        asked[request.id] = Asked(operation: request.operation, deadline: deadline, waiter: waiter)
        outbox.append(Outgoing(id: request.id, bytes: bytes))
        queuedBytes += bytes.count
        return nil
    }

    /// The socket took `count` bytes of the first frame.
    package mutating func sent(_ count: Int) {
        guard !outbox.isEmpty else { return }
        outbox[0].sent += count
        queuedBytes -= count
        if outbox[0].sent >= outbox[0].bytes.count { outbox.removeFirst() }
    }

    /// A frame came.
    ///
    /// Answers who waited, nil when nobody does any more.
    ///
    /// - Throws: the sentence that says how the worker broke the protocol; it must then be ended.
    package mutating func received(_ frame: Frame, now: Int64) throws(Breach) -> Settled? {
        let reply: CoreReply
        do throws(FrameError) {
            reply = try CoreReply(frame: frame)
        } catch {
            throw Breach("the core's reply cannot be read: \(error)")
        }
        guard let question = asked[reply.id], !outbox.contains(where: { $0.id == reply.id }) else {
            throw Breach("the core answered request \(reply.id), which it does not have")
        }
        if case .success(let result) = reply.result, !result.answers(question.operation) {
            throw Breach("the core answered `\(question.operation.name)` with `\(result.name)`")
        }
        asked[reply.id] = nil
        lastSign = now
        return question.waiter.map { Settled(waiter: $0, result: .success(reply)) }
    }

    /// Requests whose deadline has passed at `now`; their replies are still owed.
    package mutating func expire(now: Int64) -> [Settled] {
        var settled: [Settled] = []
        for (id, question) in asked where question.deadline <= now {
            guard let waiter = question.waiter else { continue }
            let unsent = outbox.firstIndex { $0.id == id && $0.sent == 0 }
            asked[id]?.waiter = nil
            if let unsent {
                // Never sent: nothing is owed.
                queuedBytes -= outbox[unsent].bytes.count
                outbox.remove(at: unsent)
                asked[id] = nil
            }
            let reason = "the core did not answer in time"
            let unavailable = CoreUnavailable(reason: reason, isBeforeMatching: unsent != nil)
            settled.append(Settled(waiter: waiter, result: .failure(unavailable)))
        }
        return settled
    }

    /// Whether the worker owes a reply and has given none for too long.
    package func isStuck(now: Int64) -> Bool {
        !asked.isEmpty && now - lastSign >= configuration.silence
    }

    /// The next moment at which `expire` or `isStuck` has something to say.
    package var nextDeadline: Int64? {
        guard !asked.isEmpty else { return nil }
        let silence = lastSign + configuration.silence
        return asked.values.reduce(silence) { $1.waiter == nil ? $0 : min($0, $1.deadline) }
    }

    /// The worker is gone: everything that it owed fails, and nothing is left.
    ///
    /// A request of which no byte was sent certainly reached no matcher.
    package mutating func end(_ reason: String) -> [Settled] {
        let unsent = Set(outbox.lazy.filter { $0.sent == 0 }.map(\.id))
        let settled = asked.compactMap { id, question in
            question.waiter.map { waiter in
                let unavailable = CoreUnavailable(reason: reason, isBeforeMatching: unsent.contains(id))
                return Settled(waiter: waiter, result: .failure(unavailable))
            }
        }
        asked = [:]
        outbox = []
        queuedBytes = 0
        return settled
    }
}

/// How a worker broke the protocol.
package struct Breach: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// A breach in a sentence.
    package init(_ description: String) {
        self.description = description
    }
}
