import StrictJSON

/// Finds every entity type, action and id that a policy names and the schema does not declare, also in parts
/// that the type checker never reaches.
struct UnknownNames {
    private let schema: Schema
    private let policy: Policy

    init(schema: Schema, policy: Policy) {
        self.schema = schema
        self.policy = policy
    }

    /// The unknown names of the scope, each at its part.
    func inScope() -> [CedarDiagnostic] {
        var found: [CedarDiagnostic] = []
        collectInScope(policy.span, policy.span, policy.span, &found)
        guard !found.isEmpty else { return [] }
        let spans = ScopeSpans(policy)
        found = []
        collectInScope(spans.principal, spans.action, spans.resource, &found)
        return found
    }

    /// The unknown names of the clauses.
    func inConditions() -> [CedarDiagnostic] {
        var found: [CedarDiagnostic] = []
        for condition in policy.conditions { check(condition.body, &found) }
        return found
    }

    private func collectInScope(
        _ principal: SourceSpan,
        _ action: SourceSpan,
        _ resource: SourceSpan,
        _ found: inout [CedarDiagnostic]
    ) {
        check(policy.principal, principal, &found)
        switch policy.action {
        case .any: break
        case .equal(let uid): check(uid, action, &found)
        case .isIn(let uids): for uid in uids { check(uid, action, &found) }
        }
        check(policy.resource, resource, &found)
    }

    private func check(
        _ constraint: ScopeConstraint,
        _ span: SourceSpan,
        _ found: inout [CedarDiagnostic]
    ) {
        switch constraint {
        case .any, .equal(.slot), .isIn(.slot): break
        case .equal(.entity(let uid)), .isIn(.entity(let uid)): check(uid, span, &found)
        case .isType(let type), .isTypeIn(let type, .slot): check(type, span, &found)
        case .isTypeIn(let type, .entity(let uid)):
            check(type, span, &found)
            check(uid, span, &found)
        }
    }

    private func check(_ expression: Expression, _ found: inout [CedarDiagnostic]) {
        guard found.count < SyntaxLimits.standard.maxDiagnostics else { return }
        switch expression.kind {
        case .literal(.entity(let uid)): check(uid, expression.span, &found)
        case .literal, .variable: break
        case .conditional(let test, let then, let otherwise):
            for part in [test, then, otherwise] { check(part, &found) }
        case .and(let parts), .or(let parts), .set(let parts), .call(_, let parts):
            for part in parts { check(part, &found) }
        case .unary(_, let operand), .like(let operand, _), .has(let operand, _), .attribute(let operand, _):
            check(operand, &found)
        case .binary(_, let left, let right):
            check(left, &found)
            check(right, &found)
        case .isType(let operand, let type):
            check(operand, &found)
            check(type, expression.span, &found)
        case .isIn(let operand, let type, let container):
            check(operand, &found)
            check(type, expression.span, &found)
            check(container, &found)
        case .record(let fields): for field in fields { check(field.value, &found) }
        }
    }

    private func check(_ type: ExactString, _ span: SourceSpan, _ found: inout [CedarDiagnostic]) {
        guard schema.entityTypes[type] == nil, !schema.isActionType(type) else { return }
        let hint = Suggestion.clause(for: type.value, among: schema.entityTypes.keys.map(\.value).sorted())
        found.append(
            CedarDiagnostic(.unknownName, "unknown entity type `\(type)`\(hint)", in: policy.source, at: span)
        )
    }

    private func check(_ uid: EntityUID, _ span: SourceSpan, _ found: inout [CedarDiagnostic]) {
        guard !schema.admits(uid) else { return }
        if let ids = schema.entityTypes[uid.type]?.ids {
            let hint = Suggestion.clause(for: uid.id.value, among: ids.map(\.value).sorted())
            let message = "`\(uid.type)` has no id `\(uid.id)`\(hint)"
            found.append(CedarDiagnostic(.unknownName, message, in: policy.source, at: span))
        } else if schema.isActionType(uid.type) || TypeName.baseName(uid.type) == "Action" {
            let hint = Suggestion.clause(
                for: uid.id.value,
                among: schema.actions.keys.map(\.id.value).sorted()
            )
            found.append(
                CedarDiagnostic(.unknownName, "unknown action `\(uid)`\(hint)", in: policy.source, at: span)
            )
        } else {
            check(uid.type, span, &found)
        }
    }
}
