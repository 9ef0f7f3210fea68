import StrictJSON

extension Schema {
    /// Everything that is wrong with policies under this schema, in strict mode.
    ///
    /// Without an error, no policy can fail at run time for its types, for a requests and entities that fit the
    /// schema; arithmetic beyond 64 bits remains possible. A policy that can never match is a warning. Templates are
    /// checked through their links.
    package func validate(_ policies: PolicySet) -> [CedarDiagnostic] {
        policies.policies.flatMap { PolicyValidator(schema: self, policy: $0).diagnostics() }
    }
}

/// Checks one policy against every kind of request.
struct PolicyValidator {
    let schema: Schema
    let policy: Policy

    func diagnostics() -> [CedarDiagnostic] {
        let unknown = UnknownNames(schema: schema, policy: policy).diagnostics()
        guard unknown.isEmpty else { return unknown }
        var found: [CedarDiagnostic] = []
        var fitsScope = false
        var canMatch = false
        for environment in schema.environments {
            let checker = TypeChecker(schema: schema, environment: environment)
            do {
                guard case .bool(let inScope) = try checker.conjunction(scope, []).type, inScope != .never
                else {
                    continue
                }
                fitsScope = true
                if case .bool(.never) = try checker.conjunction(scope + clauses, []).type { continue }
                canMatch = true
            } catch {
                canMatch = true
                let problem = diagnostic(.invalidPolicy, error.message, at: error.span)
                if !found.contains(problem) { found.append(problem) }
            }
        }
        if !fitsScope {
            found.append(
                diagnostic(.invalidPolicy, "no action of the schema applies to this scope", at: policy.span)
            )
        } else if !canMatch {
            found.append(diagnostic(.invalidPolicy, "this policy can never match", at: policy.span, .warning))
        }
        return found
    }

    private func diagnostic(
        _ code: CedarDiagnostic.Code,
        _ message: String,
        at span: SourceSpan,
        _ severity: CedarDiagnostic.Severity = .error
    ) -> CedarDiagnostic {
        CedarDiagnostic(code, message, in: policy.source, at: span, severity: severity)
    }

    /// The scope as expressions.
    private var scope: [Expression] {
        Self.expressions(policy.principal, .principal, policy.span) + actionScope
            + Self.expressions(policy.resource, .resource, policy.span)
    }

    private var actionScope: [Expression] {
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

    private static func expressions(
        _ constraint: ScopeConstraint,
        _ variable: Variable,
        _ span: SourceSpan
    ) -> [Expression] {
        let subject = Expression(.variable(variable), span)
        func test(_ symbol: BinaryOperator, _ reference: EntityReference) -> Expression {
            guard case .entity(let uid) = reference else { return Expression(.literal(.bool(false)), span) }
            return Expression(.binary(symbol, subject, Expression(.literal(.entity(uid)), span)), span)
        }
        switch constraint {
        case .any: return []
        case .equal(let reference): return [test(.equal, reference)]
        case .isIn(let reference): return [test(.isIn, reference)]
        case .isType(let type): return [Expression(.isType(subject, type: type), span)]
        case .isTypeIn(let type, let reference):
            return [Expression(.isType(subject, type: type), span), test(.isIn, reference)]
        }
    }

    private var clauses: [Expression] {
        policy.conditions.map { condition in
            condition.kind == .when
                ? condition.body : Expression(.unary(.not, condition.body), condition.body.span)
        }
    }
}
