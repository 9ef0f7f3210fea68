internal import Synchronization

/// Counts the requests in hand and the bytes of their bodies, in all and for each organisation.
///
/// A request counts from the end of its head until its handler has returned, even when its connection is gone by then.
package final class RequestLedger: Sendable {
    private let state = Mutex(State())

    /// A ledger without requests.
    package init() {}

    /// What one request holds; to be given back exactly once.
    package struct Claim: Hashable, Sendable {
        let organisation: String
        let bytes: Int
    }

    private struct Share {
        var requests = 0
        var bytes = 0
    }

    private struct State {
        var bytes = 0
        var shares: [String: Share] = [:]
    }

    /// Claims room for a request with a body of at most `bytes` bytes.
    ///
    /// - Throws: which of the limits is reached.
    package func claim(
        _ bytes: Int,
        for organisation: String,
        limits: HTTPLimits
    ) throws(FrontEndRefusal) -> Claim {
        try state.withLock { state throws(FrontEndRefusal) in
            var share = state.shares[organisation] ?? Share()
            guard share.requests < limits.requestsPerOrganisation else {
                let limit = limits.requestsPerOrganisation
                throw FrontEndRefusal(
                    .tooManyRequests,
                    "the organisation has \(limit) requests in hand already"
                )
            }
            guard bytes <= limits.bodyBytesPerOrganisation - share.bytes else {
                throw FrontEndRefusal(
                    .noRoomForBody,
                    "the organisation's requests in hand leave no room for the body"
                )
            }
            guard bytes <= limits.bodyBytes - state.bytes else {
                throw FrontEndRefusal(.noRoomForBody, "the requests in hand leave no room for the body")
            }
            share.requests += 1
            share.bytes += bytes
            state.shares[organisation] = share
            state.bytes += bytes
            return Claim(organisation: organisation, bytes: bytes)
        }
    }

    /// Gives a claim back.
    package func release(_ claim: Claim) {
        state.withLock { state in
            state.bytes -= claim.bytes
            guard var share = state.shares[claim.organisation] else { return }
            share.requests -= 1
            share.bytes -= claim.bytes
            state.shares[claim.organisation] = share.requests > 0 ? share : nil
        }
    }

    /// Requests in hand and bytes of their bodies, in all.
    package var standing: (requests: Int, bytes: Int) {
        state.withLock { ($0.shares.values.reduce(0) { $0 + $1.requests }, $0.bytes) }
    }
}
