/// Whole policies: the scope, then the clauses in order, and which of them was decisive.
extension Evaluator {
    /// What becomes of a policy for the request.
    ///
    /// The scope never fails; a clause behind one that does not hold is not evaluated.
    package func outcome(of policy: Policy) -> PolicyOutcome {
        if let part = unmatchedScope(of: policy) { return .notMatched(part) }
        for (index, condition) in policy.conditions.enumerated() {
            do {
                guard try holds(condition) else { return .notMatched(.condition(index)) }
            } catch {
                return .failed(error, condition: index)
            }
        }
        return .matched
    }

    /// Every clause of a policy on its own, in order, also behind one that does not hold.
    package func clauses(of policy: Policy) -> [ClauseOutcome] {
        policy.conditions.map { condition in
            do throws(EvaluationError) {
                return try holds(condition) ? .holds : .doesNotHold
            } catch {
                return .failed(error)
            }
        }
    }

    /// Whether the scope covers the request, whatever the clauses say.
    package func matchesScope(of policy: Policy) -> Bool { unmatchedScope(of: policy) == nil }

    /// Each part of a scope on its own.
    func scopeTrace(of policy: Policy) -> [ScopeTrace] {
        let (principal, action, resource) = (policy.principal, policy.action, policy.resource)
        return [
            ScopeTrace(
                part: .principal,
                isConstrained: principal.isConstrained,
                holds: matches(principal, request.principal)
            ),
            ScopeTrace(part: .action, isConstrained: action.isConstrained, holds: matches(action)),
            ScopeTrace(
                part: .resource,
                isConstrained: resource.isConstrained,
                holds: matches(resource, request.resource)
            ),
        ]
    }

    private func unmatchedScope(of policy: Policy) -> PolicyOutcome.Part? {
        guard matches(policy.principal, request.principal) else { return .principal }
        guard matches(policy.action) else { return .action }
        guard matches(policy.resource, request.resource) else { return .resource }
        return nil
    }

    private func matches(_ constraint: ScopeConstraint, _ uid: EntityUID) -> Bool {
        switch constraint {
        case .any: true
        case .equal(.entity(let other)): uid == other
        case .isIn(.entity(let other)): entities.isEntity(uid, in: other)
        case .isType(let type): uid.type == type
        case .isTypeIn(let type, .entity(let other)): uid.type == type && entities.isEntity(uid, in: other)
        // Templates never come here: a policy set keeps them apart until they are linked.
        case .equal(.slot), .isIn(.slot), .isTypeIn(_, .slot): false
        }
    }

    private func matches(_ constraint: ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let action): request.action == action
        case .isIn(let actions): actions.contains { entities.isEntity(request.action, in: $0) }
        }
    }
}

extension ScopeConstraint {
    fileprivate var isConstrained: Bool { if case .any = self { false } else { true } }
}

extension ActionConstraint {
    fileprivate var isConstrained: Bool { if case .any = self { false } else { true } }
}
