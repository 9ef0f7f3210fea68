import StrictJSON

extension Parser {
    /// What the scope of one policy asks.
    struct Scope {
        let principal: ScopeConstraint
        let action: ActionConstraint
        let resource: ScopeConstraint
    }

    /// `( principal ..., action ..., resource ... )`, a trailing comma allowed.
    mutating func scope() throws(CedarDiagnostic) -> Scope {
        try expect(.leftParenthesis, "`(` and the policy's scope")
        let principal = try entityConstraint(.principal)
        try expect(.comma, "`,` and `action`")
        let action = try actionConstraint()
        try expect(.comma, "`,` and `resource`")
        let resource = try entityConstraint(.resource)
        _ = skip(.comma)
        if current.kind == .identifier {
            throw problem(
                .invalidConstruct,
                "`\(text(current))` is one too many, a scope has `principal, action, resource`",
                at: current.span
            )
        }
        try expect(.rightParenthesis, "`)`")
        return Scope(principal: principal, action: action, resource: resource)
    }

    private mutating func scopeVariable(_ variable: Variable) throws(CedarDiagnostic) {
        guard skipWord(variable.rawValue) else {
            throw unexpected(
                "`\(variable.rawValue)`, a scope has `principal, action, resource` in this order"
            )
        }
        if current.kind == .colon {
            throw problem(.invalidConstruct, "types are not written with `:`, use `is`", at: current.span)
        }
    }

    private mutating func entityConstraint(_ variable: Variable) throws(CedarDiagnostic) -> ScopeConstraint {
        try scopeVariable(variable)
        if skipWord("is") {
            let type = try typeName()
            if current.kind == .equal {
                throw problem(
                    .invalidConstruct,
                    "`is` and `==` cannot stand together, use `is ... in`",
                    at: current.span
                )
            }
            guard skipWord("in") else { return .isType(type) }
            return .isTypeIn(type, try reference(variable))
        }
        if skip(.equal) { return .equal(try reference(variable)) }
        if skipWord("in") {
            let reference = try reference(variable)
            if isAt("is") {
                throw problem(.invalidConstruct, "`is` comes before `in`: `is ... in ...`", at: current.span)
            }
            return .isIn(reference)
        }
        try refuseOtherOperator("`==`, `in`, `is` or `is ... in`")
        return .any
    }

    private mutating func actionConstraint() throws(CedarDiagnostic) -> ActionConstraint {
        try scopeVariable(.action)
        if isAt("is") {
            throw problem(.invalidConstruct, "`action is` belongs in a `when` clause", at: current.span)
        }
        if skip(.equal) { return .equal(try action()) }
        guard skipWord("in") else {
            try refuseOtherOperator("`==` or `in`")
            return .any
        }
        guard skip(.leftBracket) else { return .isIn([try action()]) }
        var actions: [EntityUID] = []
        while current.kind != .rightBracket {
            actions.append(try action())
            guard skip(.comma) else { break }
        }
        try expect(.rightBracket, "`,` or `]`")
        return .isIn(actions)
    }

    /// An entity whose type is `Action` in some namespace.
    private mutating func action() throws(CedarDiagnostic) -> EntityUID {
        let start = current.span
        guard case .entity(let uid) = try reference(.action) else { throw unexpected("an action") }
        guard TypeName.baseName(uid.type) == "Action" else {
            throw problem(
                .invalidConstruct,
                "`\(uid)` is no action, expected a name such as `Action::\"view\"`",
                at: span(from: start)
            )
        }
        return uid
    }

    /// An entity name or the variable's slot, in parentheses or not.
    private mutating func reference(_ variable: Variable) throws(CedarDiagnostic) -> EntityReference {
        if skip(.leftParenthesis) {
            let inner = try nested { parser throws(CedarDiagnostic) in try parser.reference(variable) }
            try expect(.rightParenthesis, "`)`")
            return inner
        }
        if current.kind == .slot {
            guard let slot = Slot(rawValue: text(current)), slot.rawValue == "?\(variable.rawValue)" else {
                let expected = variable == .action ? "an action" : "`?\(variable.rawValue)` or an entity"
                throw problem(
                    .unknownName,
                    "no slot `\(text(current))` here, expected \(expected)",
                    at: current.span
                )
            }
            advance()
            return .slot(slot)
        }
        let start = current
        let path = try path(expecting: "an entity such as `User::\"alice\"`")
        guard let uid = try entity(path) else {
            throw problem(
                .unexpectedToken,
                "`\(source.text(of: span(from: start.span)))` is no entity, expected `::\"...\"`",
                at: span(from: start.span)
            )
        }
        return .entity(uid)
    }

    private func refuseOtherOperator(_ allowed: String) throws(CedarDiagnostic) {
        switch current.kind {
        case .comma, .rightParenthesis: return
        case .assign:
            throw problem(.invalidConstruct, "`=` is no operator, did you mean `==`?", at: current.span)
        default:
            throw problem(
                .invalidConstruct,
                "unexpected `\(text(current))` in the scope, expected \(allowed)",
                at: current.span
            )
        }
    }
}
