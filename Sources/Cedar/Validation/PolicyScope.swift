import StrictJSON

/// A policy's scope as expressions, and what it asks for in words.
struct PolicyScope {
    private let policy: Policy

    init(_ policy: Policy) { self.policy = policy }

    /// The tests that the scope makes, from left to right.
    var tests: [Expression] {
        tests(policy.principal, .principal) + actionTests + tests(policy.resource, .resource)
    }

    private var actionTests: [Expression] {
        let action = Expression(.variable(.action), policy.span)
        switch policy.action {
        case .any: return []
        case .equal(let uid): return [Expression(.binary(.equal, action, literal(uid)), policy.span)]
        // An empty list is in no type's set, and matches nothing.
        case .isIn([]): return [Expression(.literal(.bool(false)), policy.span)]
        case .isIn(let uids):
            // Actions of several namespaces may stand in one list, so each is checked on its own.
            let tests = uids.map { Expression(.binary(.isIn, action, literal($0)), policy.span) }
            return [tests.count == 1 ? tests[0] : Expression(.or(tests), policy.span)]
        }
    }

    private func literal(_ uid: EntityUID) -> Expression { Expression(.literal(.entity(uid)), policy.span) }

    private func tests(_ constraint: ScopeConstraint, _ variable: Variable) -> [Expression] {
        let subject = Expression(.variable(variable), policy.span)
        func test(_ symbol: BinaryOperator, _ reference: EntityReference) -> Expression {
            switch reference {
            case .entity(let uid): Expression(.binary(symbol, subject, literal(uid)), policy.span)
            // A slot may be filled with an entity that matches, as the subject itself does.
            case .slot: Expression(.binary(symbol, subject, subject), policy.span)
            }
        }
        switch constraint {
        case .any: return []
        case .equal(let reference): return [test(.equal, reference)]
        case .isIn(let reference): return [test(.isIn, reference)]
        case .isType(let type): return [Expression(.isType(subject, type: type), policy.span)]
        case .isTypeIn(let type, let reference):
            return [Expression(.isType(subject, type: type), policy.span), test(.isIn, reference)]
        }
    }

    /// Why no action of a schema applies to the scope, at the part to blame.
    func misfit(_ schema: Schema) -> (message: String, span: SourceSpan) {
        let spans = ScopeSpans(policy)
        let general = "no action of the schema applies to this scope"
        let actions = schema.actions.values.filter(selects)
        guard actions.contains(where: \.isApplicable) else {
            return ("\(general), expected an action with principals and resources", spans.action)
        }
        let sides = [
            ("principal", policy.principal, Set(actions.flatMap(\.principals)), spans.principal),
            ("resource", policy.resource, Set(actions.flatMap(\.resources)), spans.resource),
        ]
        for (name, constraint, types, span) in sides
        where !types.contains(where: { admits($0, constraint, schema) }) {
            let list = types.sorted().map { "`\($0)`" }.joined(separator: " or ")
            var hint = ""
            if case .equal(.entity(let uid)) = constraint,
                types.contains(where: { schema.canBeIn($0, uid.type) })
            {
                hint = ", did you mean `\(name) in \(uid)`?"
            }
            return ("\(general), expected a \(name) of type \(list)\(hint)", span)
        }
        return ("\(general), none takes this principal and this resource together", policy.span)
    }

    private func selects(_ action: ActionDefinition) -> Bool {
        switch policy.action {
        case .any: true
        case .equal(let uid): uid == action.uid
        case .isIn(let uids): uids.contains { $0 == action.uid || action.ancestors.contains($0) }
        }
    }

    private func admits(_ type: ExactString, _ constraint: ScopeConstraint, _ schema: Schema) -> Bool {
        switch constraint {
        case .any, .equal(.slot), .isIn(.slot): true
        case .equal(.entity(let uid)): uid.type == type
        case .isIn(.entity(let uid)): schema.canBeIn(type, uid.type)
        case .isType(let name), .isTypeIn(let name, .slot): name == type
        case .isTypeIn(let name, .entity(let uid)): name == type && schema.canBeIn(type, uid.type)
        }
    }
}
