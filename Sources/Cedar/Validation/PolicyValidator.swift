import StrictJSON

extension Schema {
    /// Everything that is wrong with policies under this schema: all problems, in the order of the policies.
    ///
    /// Without an error, no policy can fail at run time for its types, for requests and entities that fit the
    /// schema; arithmetic beyond 64 bits remains possible. Policies that no request can match and text that can
    /// be taken for something else are warnings. Templates are checked for everything that their slots can be
    /// filled with, links for what fills them.
    ///
    /// `mode` says how strictly types are compared, `maxLevel` how many entities a policy may read one after
    /// another, from those of the request (RFC 76); nil for any number.
    package func validate(
        _ policies: PolicySet,
        mode: ValidationMode = .strict,
        maxLevel: Int? = nil
    ) -> [CedarDiagnostic] {
        var found: [CedarDiagnostic] = []
        for policy in policies.policies {
            let validator = PolicyValidator(schema: self, policy: policy, mode: mode, maxLevel: maxLevel)
            found += policies.links[policy.id] == nil ? validator.diagnostics() : validator.linkDiagnostics()
        }
        for template in policies.templates {
            let validator = PolicyValidator(
                schema: self,
                policy: template.body,
                mode: mode,
                maxLevel: maxLevel
            )
            found += validator.diagnostics()
        }
        return found
    }
}

/// Checks one policy or template against every kind of request.
struct PolicyValidator {
    let schema: Schema
    let policy: Policy
    let mode: ValidationMode
    let maxLevel: Int?

    /// The problems of a policy or a template.
    func diagnostics() -> [CedarDiagnostic] {
        let names = UnknownNames(schema: schema, policy: policy)
        var found = names.inScope()
        let isScopeKnown = found.isEmpty
        found += names.inConditions()
        // With an unknown name in the scope, which requests it means cannot be said.
        found += isScopeKnown ? typeDiagnostics(isComplete: found.isEmpty) : certainDiagnostics()
        found += ConfusableText.warnings(policy)
        return found.enumerated().sorted {
            ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
        }.map(\.element)
    }

    /// The problems that filling a template's slots adds; everything else is the template's.
    func linkDiagnostics() -> [CedarDiagnostic] {
        var found = UnknownNames(schema: schema, policy: policy).inScope()
        if found.isEmpty, !schema.environments.contains(where: fitsScope) { found.append(misfit()) }
        return found.map { $0.prefixed("link `\(policy.id)`: ") }
    }

    private func typeDiagnostics(isComplete: Bool) -> [CedarDiagnostic] {
        var problems: [TypeProblem] = []
        var seen: Set<TypeProblem> = []
        var fitsScope = false
        var canMatch = false
        var misspelled: [SourceSpan: String] = [:]
        var present: Set<SourceSpan> = []
        for environment in schema.environments {
            var checker = checker(environment)
            let scope = checker.conjunction(PolicyScope(policy).tests).type
            if scope != .bool(.never) {
                fitsScope = true
                if checker.conjunction(clauses).type != .bool(.never) { canMatch = true }
            }
            for problem in checker.problems where problems.count < Self.maxProblems {
                if seen.insert(problem).inserted { problems.append(problem) }
            }
            present.formUnion(checker.present)
            for (span, test) in checker.absent where misspelled[span] == nil {
                misspelled[span] = Suggestion.clause(
                    for: test.name.value,
                    among: checker.attributeNames(test.type)
                )
            }
        }
        guard fitsScope else { return [misfit()] + certainDiagnostics() }
        var found = diagnostics(problems)
        // A test for what nothing has is legal and never true; a near name says that it was not meant.
        for (span, hint) in misspelled where !hint.isEmpty && !present.contains(span) {
            let message =
                "no value here has `\(policy.source.text(of: span))`, so that this is never true\(hint)"
            found.append(warning(.impossibleTest, message, at: span))
        }
        if !canMatch, problems.isEmpty, isComplete {
            found.append(warning(.impossiblePolicy, "this policy can never match", at: policy.span))
        }
        return found
    }

    /// The problems of the clauses whatever the scope is: those that every kind of request meets.
    private func certainDiagnostics() -> [CedarDiagnostic] {
        var common: [TypeProblem]?
        for environment in schema.environments where common?.isEmpty != true {
            var checker = checker(environment)
            _ = checker.conjunction(clauses)
            let found = Set(checker.problems)
            common = common.map { $0.filter(found.contains) } ?? checker.problems
        }
        return diagnostics(common ?? [])
    }

    private func diagnostics(_ problems: [TypeProblem]) -> [CedarDiagnostic] {
        problems.map { CedarDiagnostic($0.code, $0.message, in: policy.source, at: $0.span) }
    }

    private func warning(
        _ code: CedarDiagnostic.Code,
        _ message: String,
        at span: SourceSpan
    ) -> CedarDiagnostic {
        CedarDiagnostic(code, message, in: policy.source, at: span, severity: .warning)
    }

    private func checker(_ environment: RequestEnvironment) -> TypeChecker {
        TypeChecker(schema: schema, environment: environment, mode: mode, maxLevel: maxLevel)
    }

    private func fitsScope(_ environment: RequestEnvironment) -> Bool {
        var checker = checker(environment)
        return checker.conjunction(PolicyScope(policy).tests).type != .bool(.never)
    }

    private func misfit() -> CedarDiagnostic {
        let (message, span) = PolicyScope(policy).misfit(schema)
        return CedarDiagnostic(.invalidPolicy, message, in: policy.source, at: span)
    }

    /// How many problems of one policy are reported.
    private static let maxProblems = SyntaxLimits.standard.maxDiagnostics

    private var clauses: [Expression] {
        policy.conditions.map { condition in
            condition.kind == .when
                ? condition.body : Expression(.unary(.not, condition.body), condition.body.span)
        }
    }
}
