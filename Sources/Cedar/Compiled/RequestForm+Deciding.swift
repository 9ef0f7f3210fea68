/// The policies that can matter, and which of them do.
extension RequestForm {
    /// Decides the request into a verdict, which is emptied before.
    func decide(_ verdict: inout Verdict) {
        verdict.clear()
        visitAlways(&verdict)
        visitPrincipal(&verdict)
        visitResource(&verdict)
        visitActions(&verdict)
    }

    private func visitAlways(_ verdict: inout Verdict) {
        for position in entities.policies.index.always { visit(position, &verdict) }
    }

    private func visitPrincipal(_ verdict: inout Verdict) {
        visitPrincipal(entities.policies.index.principals.range(of: principal), &verdict)
        let limit = entities.policies.index.principals.idCount
        let row = row(principal)
        for index in row.ancestors {
            let ancestor = ancestor(index, of: row)
            // Sorted by id, and no policy asks for what comes behind.
            guard ancestor < limit else { break }
            visitPrincipal(entities.policies.index.principals.range(of: ancestor), &verdict)
        }
        for index in entities.policies.index.principalTypes.range(of: principalType) {
            visit(entities.policies.index.principalTypes.policies[index], &verdict)
        }
    }

    private func visitPrincipal(_ range: Range<Int>, _ verdict: inout Verdict) {
        for index in range { visit(entities.policies.index.principals.policies[index], &verdict) }
    }

    private func visitResource(_ verdict: inout Verdict) {
        visitResource(entities.policies.index.resources.range(of: resource), &verdict)
        let limit = entities.policies.index.resources.idCount
        let row = row(resource)
        for index in row.ancestors {
            let ancestor = ancestor(index, of: row)
            guard ancestor < limit else { break }
            visitResource(entities.policies.index.resources.range(of: ancestor), &verdict)
        }
        for index in entities.policies.index.resourceTypes.range(of: resourceType) {
            visit(entities.policies.index.resourceTypes.policies[index], &verdict)
        }
    }

    private func visitResource(_ range: Range<Int>, _ verdict: inout Verdict) {
        for index in range { visit(entities.policies.index.resources.policies[index], &verdict) }
    }

    private func visitActions(_ verdict: inout Verdict) {
        visitAction(action, &verdict)
        let limit = entities.policies.index.actions.idCount
        let row = row(action)
        for index in row.ancestors {
            let ancestor = ancestor(index, of: row)
            guard ancestor < limit else { break }
            visitAction(ancestor, &verdict)
        }
    }

    private func visitAction(_ key: UInt32, _ verdict: inout Verdict) {
        for index in entities.policies.index.actions.range(of: key) {
            let position = entities.policies.index.actions.policies[index]
            // A policy that lists several of the action's ancestors is met under each; one meeting counts.
            guard firstAction(of: position) == key else { continue }
            visit(position, &verdict)
        }
    }

    private func firstAction(of position: UInt32) -> UInt32? {
        guard let range = entities.policies.scopes[Int(position)].actions else { return nil }
        for index in range {
            let listed = entities.policies.actionLists[index]
            if isEntity(action, in: listed) { return listed }
        }
        return nil
    }

    private func visit(_ position: UInt32, _ verdict: inout Verdict) {
        let scope = entities.policies.scopes[Int(position)]
        guard matches(scope.resource, resource, resourceType),
            matches(scope.principal, principal, principalType),
            matchesAction(scope)
        else { return }
        if scope.body >= 0 {
            let value = evaluate(scope.body, &verdict.scratch)
            if verdict.scratch.needsReference { return visitByReference(position, &verdict) }
            if !verdict.scratch.isEmpty { verdict.scratch.clear() }
            guard value.tag == .bool else { return verdict.failed.append(position) }
            guard value.isTrue else { return }
        }
        verdict.add(position, scope.effect)
    }

    private func visitByReference(_ position: UInt32, _ verdict: inout Verdict) {
        verdict.scratch.clear()
        let policy = entities.policies.source.policies[Int(position)]
        switch Evaluator(request: source, entities: known).outcome(of: policy) {
        case .matched: verdict.add(position, policy.effect)
        case .notMatched: break
        case .failed: verdict.failed.append(position)
        }
    }

    private func matches(_ constraint: CompiledScope.Constraint, _ id: UInt32, _ type: UInt32) -> Bool {
        if let wanted = constraint.type, wanted != type { return false }
        guard let entity = constraint.entity else { return true }
        return entity == id || (!constraint.isExact && isEntity(id, in: entity))
    }

    private func matchesAction(_ scope: CompiledScope) -> Bool {
        guard let range = scope.actions else { return true }
        if scope.isExactAction { return entities.policies.actionLists[range.lowerBound] == action }
        for index in range where isEntity(action, in: entities.policies.actionLists[index]) { return true }
        return false
    }
}
