/// What becomes of one policy for one request.
package enum PolicyOutcome: Sendable {
    /// Scope and clauses hold: the policy permits or forbids.
    case matched
    /// This part was the first that did not hold.
    case notMatched(Part)
    /// A clause had no value; standard semantics skip the policy and report the error.
    case failed(EvaluationError, condition: Int)

    /// A part of a policy that can be decisive.
    package enum Part: Hashable, Sendable {
        case principal, action, resource
        /// A clause, by its index in ``Policy/conditions``.
        case condition(Int)
    }
}

/// What one clause comes to on its own.
package enum ClauseOutcome: Sendable {
    /// A `when` that is true, or an `unless` that is false.
    case holds
    /// A `when` that is false, or an `unless` that is true.
    case doesNotHold
    /// The clause has no value.
    case failed(EvaluationError)
}
