internal import Synchronization

/// What one organisation holds of the front end: connections, requests in hand, bytes of their bodies, and its rate.
///
/// Connections keep their organisation's account at hand, so that a request searches for nothing.
package final class OrganisationAccount: Sendable {
    /// The organisation's name, or its certificate's when it belongs to none.
    package let name: String

    private let state: Mutex<State>

    private struct State {
        var connections = 0
        var requests = 0
        var bytes = 0
        var bucket: TokenBucket
    }

    init(name: String, limits: HTTPLimits) {
        self.name = name
        state = Mutex(
            State(bucket: TokenBucket(perSecond: limits.requestsPerSecond, burst: limits.requestBurst))
        )
    }

    /// Counts a connection; false when there are more than the limit with this one.
    package func enter(limit: Int) -> Bool {
        state.withLock { state in
            state.connections += 1
            return state.connections <= limit
        }
    }

    /// Uncounts a connection.
    package func leave() { state.withLock { $0.connections -= 1 } }

    /// Counts a request against the rate; the refusal when it comes too early, with the time to wait.
    ///
    /// `now` is in nanoseconds of a clock that never goes back.
    package func pace(at now: UInt64) -> FrontEndRefusal? {
        state.withLock { $0.bucket.take(at: now) }.map { wait in
            FrontEndRefusal(
                .rateExceeded,
                "the organisation sends more requests than its rate allows",
                retryAfter: Int(clamping: (wait + 999_999_999) / 1_000_000_000)
            )
        }
    }

    /// Requests in hand and bytes of their bodies.
    var standing: (requests: Int, bytes: Int) { state.withLock { ($0.requests, $0.bytes) } }

    /// Whether nothing would be lost with it.
    func isIdle(at now: UInt64) -> Bool {
        state.withLock { $0.connections <= 0 && $0.requests == 0 && $0.bucket.isFull(at: now) }
    }

    func claim(_ bytes: Int, limits: HTTPLimits) throws(FrontEndRefusal) {
        try state.withLock { state throws(FrontEndRefusal) in
            guard state.requests < limits.requestsPerOrganisation else {
                let limit = limits.requestsPerOrganisation
                throw FrontEndRefusal(
                    .tooManyRequests,
                    "the organisation has \(limit) requests in hand already"
                )
            }
            guard bytes <= limits.bodyBytesPerOrganisation - state.bytes else {
                throw FrontEndRefusal(
                    .noRoomForBody,
                    "the organisation's requests in hand leave no room for the body"
                )
            }
            state.requests += 1
            state.bytes += bytes
        }
    }

    func release(_ bytes: Int) {
        state.withLock { state in
            state.requests -= 1
            state.bytes -= bytes
        }
    }
}
