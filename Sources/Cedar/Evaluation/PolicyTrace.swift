/// How one policy fared for one request: every part of its scope, every clause, and every term of those.
package struct PolicyTrace: Sendable {
    /// The policy.
    package let policy: Policy
    /// What became of it; the same as ``Evaluator/outcome(of:)`` says.
    package let outcome: PolicyOutcome
    /// What principal, action and resource were asked for, in this order; always three, and all of them looked at.
    package let scope: [ScopeTrace]
    /// The `when` and `unless` clauses, in the order written.
    package let clauses: [ClauseTrace]

    /// The name it is reported under.
    package var id: PolicyID { policy.id }
    /// Whether a match permits or forbids.
    package var effect: Effect { policy.effect }
    /// Whether the whole scope covers the request.
    package var matchesScope: Bool { scope.allSatisfy(\.holds) }

    /// The clause that kept the policy from matching, or that failed; nil when it matched or the scope did not.
    package var decisiveClause: ClauseTrace? {
        switch outcome {
        case .notMatched(.condition(let index)), .failed(_, let index): clauses[index]
        case .matched, .notMatched: nil
        }
    }

    /// The text of a clause or term as written.
    package func text(of span: SourceSpan) -> String { policy.source.text(of: span) }

    /// The place of a clause or term, as `file:line:column`.
    package func place(of span: SourceSpan) -> String { policy.source.place(of: span) }
}

/// One of the three parts of a scope.
package struct ScopeTrace: Sendable {
    /// Which one: principal, action or resource; never a clause.
    package let part: PolicyOutcome.Part
    /// Whether it asks for anything; `principal` alone does not.
    package let isConstrained: Bool
    /// Whether the request is what it asks for.
    package let holds: Bool
}

/// One clause, with what it and its terms came to.
package struct ClauseTrace: Sendable {
    /// The clause, with its place in the policy's source.
    package let condition: Condition
    /// Its position among the policy's clauses.
    package let index: Int
    /// What stands between the braces.
    package let body: TermTrace

    /// Whether the clause lets the policy match: a `when` that is true or an `unless` that is false; nil when it
    /// failed or was not reached.
    package var holds: Bool? {
        switch body.value {
        case .isTrue: condition.kind == .when
        case .isFalse: condition.kind == .unless
        case .failed, .notReached: nil
        }
    }
}

/// How far a trace goes.
package enum TraceReach: Sendable {
    /// As far as the evaluator: nothing behind a scope or a clause that does not hold is reached.
    case asEvaluated
    /// Every clause on its own, when the scope holds; tells all that is missing, not only the first of it.
    case everyClause
}

extension Evaluator {
    /// How a policy fared, part by part; slower than ``outcome(of:)`` and meant for explanations and tests.
    package func trace(of policy: Policy, reach: TraceReach = .asEvaluated) -> PolicyTrace {
        let scope = scopeTrace(of: policy)
        let matchesScope = scope.allSatisfy(\.holds)
        var isReached = matchesScope
        let clauses = policy.conditions.enumerated().map { index, condition in
            let body = isReached ? trace(of: condition.body) : unreached(condition.body)
            let clause = ClauseTrace(condition: condition, index: index, body: body)
            isReached = isReached && (clause.holds == true || reach == .everyClause)
            return clause
        }
        return PolicyTrace(
            policy: policy,
            outcome: outcome(scope, clauses),
            scope: scope,
            clauses: clauses
        )
    }

    private func outcome(_ scope: [ScopeTrace], _ clauses: [ClauseTrace]) -> PolicyOutcome {
        if let part = scope.first(where: { !$0.holds }) { return .notMatched(part.part) }
        for clause in clauses where clause.holds != true {
            if case .failed(let error) = clause.body.value {
                return .failed(error, condition: clause.index)
            }
            return .notMatched(.condition(clause.index))
        }
        return .matched
    }
}
