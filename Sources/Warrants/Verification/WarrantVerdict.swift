package import Decisions

/// What the verifier says about a token: a fact for the policy, or the first check that failed.
package enum WarrantVerdict: Hashable, Sendable {
    /// Checks 1 to 16 and 18 passed; the use is still to be counted by the log.
    case verified(VerifiedWarrant)
    /// A check failed: what entries record, and plain words for the client without anything out of the order.
    case refused(RefusedWarrant, explanation: String)
}
