/// A policy set in the fast form: compiled once, decided over many times.
///
/// Decisions, determining policies and errors are those of ``Authorizer`` over the same set. Give it to
/// ``CompiledEntities``, then make requests of those.
package struct CompiledPolicies: Sendable {
    /// The policies that were compiled; results refer to them by position.
    package let source: PolicySet
    /// The scopes, by the policies' positions.
    let scopes: [CompiledScope]
    /// The actions of all scopes.
    let actionLists: [UInt32]
    let index: PolicyIndex
    let program: Program
    /// The numbers of what the policies name; entities that they name come before all others.
    let vocabulary: Vocabulary

    /// Compiles a policy set; takes some microseconds for each policy.
    package init(_ source: PolicySet) {
        var vocabulary = Vocabulary()
        var actionLists: [UInt32] = []
        var parts: [ScopeParts] = []
        // Scopes first, so that their entities get the lowest ids and their ancestors are met first.
        for policy in source.policies { parts.append(ScopeParts(policy, &vocabulary, &actionLists)) }
        var compiler = ExpressionCompiler(vocabulary)
        let scopes = zip(source.policies, parts).map { policy, parts in
            CompiledScope(
                effect: policy.effect,
                principal: parts.principal,
                resource: parts.resource,
                actions: parts.actions,
                isExactAction: parts.isExactAction,
                body: compiler.compile(policy.conditions) ?? -1
            )
        }
        self.source = source
        self.scopes = scopes
        self.actionLists = actionLists
        index = PolicyIndex(scopes, actionLists)
        program = compiler.program
        self.vocabulary = compiler.vocabulary
    }

    /// The scope of one policy before its clauses are compiled.
    private struct ScopeParts {
        let principal: CompiledScope.Constraint
        let resource: CompiledScope.Constraint
        let actions: Range<Int>?
        let isExactAction: Bool

        init(_ policy: Policy, _ vocabulary: inout Vocabulary, _ actionLists: inout [UInt32]) {
            principal = CompiledScope.Constraint(policy.principal, &vocabulary)
            resource = CompiledScope.Constraint(policy.resource, &vocabulary)
            let start = actionLists.count
            switch policy.action {
            case .any:
                actions = nil
                isExactAction = false
            case .equal(let action):
                actionLists.append(vocabulary.id(of: action))
                actions = start..<actionLists.count
                isExactAction = true
            case .isIn(let list):
                actionLists += list.map { vocabulary.id(of: $0) }
                actions = start..<actionLists.count
                isExactAction = false
            }
        }
    }
}
