package import CoreProtocol
package import Cryptography

/// A matching core, as the request's way sees it.
package protocol MatchingCore: Sendable {
    /// Carries out one order; consuming it means that it cannot be carried out twice.
    func perform(_ order: consuming Order) async -> CoreResponse
}

/// What came of an order, with the moment it came and how long it took.
package struct CoreResponse: Sendable {
    /// The core's reply, or why there is none.
    package let result: Result<CoreReply, CoreUnavailable>
    /// When it came.
    package let receivedAt: Timestamp
    /// How long the core took, in microseconds.
    package let duration: Int64

    /// A response.
    package init(result: Result<CoreReply, CoreUnavailable>, receivedAt: Timestamp, duration: Int64) {
        self.result = result
        self.receivedAt = receivedAt
        self.duration = duration
    }
}

/// The core gave no reply.
package struct CoreUnavailable: Error, Sendable {
    /// Why, for the log and the operator.
    package let reason: String
    /// Whether the request certainly never reached the core's matcher, so that a warrant's use could be given back.
    package let isBeforeMatching: Bool

    /// A failure to get a reply.
    package init(reason: String, isBeforeMatching: Bool) {
        self.reason = reason
        self.isBeforeMatching = isBeforeMatching
    }
}
