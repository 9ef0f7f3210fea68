/// The answer to a request.
package struct AuthorizationResult: Hashable, Sendable {
    /// Whether the request is allowed.
    package let decision: Decision
    /// The permits that allowed it, or the forbids that denied it; empty when nothing permitted it.
    package let determining: [PolicyID]
    /// The policies that failed and were therefore skipped.
    package let errors: [PolicyError]

    /// The two answers.
    package enum Decision: String, Sendable {
        case allow, deny
    }

    /// A policy that failed, and how.
    package struct PolicyError: Hashable, Sendable {
        /// The policy.
        package let policy: PolicyID
        /// Its first error.
        package let error: EvaluationError
    }
}
