import StrictJSON

extension Parser {
    /// One policy: annotations, effect, scope in parentheses, clauses, semicolon.
    mutating func policy(position: Int) throws(CedarDiagnostic) -> Policy {
        let start = current.span
        let annotations = try annotations()
        let effect = try effect()
        let scope = try scope()
        var conditions: [Condition] = []
        while current.kind == .identifier { conditions.append(try condition()) }
        try expect(
            .semicolon,
            conditions.isEmpty ? "`when`, `unless` or `;`" : "`when`, `unless` or `;` after `}`"
        )
        return Policy(
            id: try identifier(from: annotations, position: position),
            effect: effect,
            annotations: annotations,
            principal: scope.principal,
            action: scope.action,
            resource: scope.resource,
            conditions: conditions,
            span: span(from: start),
            source: source
        )
    }

    private func identifier(
        from annotations: [Annotation],
        position: Int
    ) throws(CedarDiagnostic) -> PolicyID {
        if naming == .annotation, let given = annotations.first(where: { $0.name == "id" }) {
            guard !given.value.isEmpty else {
                throw problem(.invalidConstruct, "empty `@id`, expected `@id(\"...\")`", at: given.span)
            }
            return PolicyID(given.value)
        }
        return PolicyID(ExactString("\(prefix)policy\(position)"))
    }

    /// `{ @name [ ( "value" ) ] }`, any identifier being a name.
    mutating func annotations() throws(CedarDiagnostic) -> [Annotation] {
        var annotations: [Annotation] = []
        var names: Set<ExactString> = []
        while current.kind == .at {
            let start = current.span
            advance()
            guard current.kind == .identifier else { throw unexpected("the name of an annotation") }
            let name = ExactString(text(current))
            advance()
            var value: ExactString = ""
            if skip(.leftParenthesis) {
                guard current.kind == .string else { throw unexpected("a string") }
                value = try string(current)
                advance()
                try expect(.rightParenthesis, "`)`")
            }
            let span = span(from: start)
            guard names.insert(name).inserted else {
                throw problem(.duplicate, "annotation `@\(name)` is written twice", at: span)
            }
            annotations.append(Annotation(name: name, value: value, span: span))
        }
        return annotations
    }

    private mutating func effect() throws(CedarDiagnostic) -> Effect {
        guard current.kind == .identifier else { throw unexpected("`permit` or `forbid`") }
        guard let effect = Effect(rawValue: text(current)) else {
            let hint = Suggestion.clause(for: text(current), among: ["permit", "forbid"])
            let message = "unknown effect `\(text(current))`, expected `permit` or `forbid`\(hint)"
            throw problem(.unknownName, message, at: current.span)
        }
        advance()
        return effect
    }

    private mutating func condition() throws(CedarDiagnostic) -> Condition {
        let start = current.span
        let word = text(current)
        guard let kind = Condition.Kind(rawValue: word) else {
            let hint = Suggestion.clause(for: word, among: ["when", "unless"])
            throw problem(
                .unknownName,
                "unknown clause `\(word)`, expected `when` or `unless`\(hint)",
                at: start
            )
        }
        advance()
        try expect(.leftBrace, "`{`")
        guard current.kind != .rightBrace else {
            throw problem(
                .invalidConstruct,
                "empty `\(word)` clause, expected an expression",
                at: current.span
            )
        }
        let body = try expression()
        try expect(.rightBrace, "an operator or `}`")
        return Condition(kind: kind, body: body, span: span(from: start))
    }
}
