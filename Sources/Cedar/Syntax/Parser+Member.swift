import StrictJSON

/// Members and primaries: literals, names, calls, accesses, sets, records.
extension Parser {
    /// A primary with what follows it: `.name`, `.method(...)`, `["name"]`, `(...)`.
    mutating func member() throws(CedarDiagnostic) -> Operand {
        let first = try primary()
        guard current.kind == .dot || current.kind == .leftBracket || current.kind == .leftParenthesis else {
            return first
        }
        var result: Expression
        if case .name(let path) = first {
            guard current.kind == .leftParenthesis else { return .expression(try value(of: first)) }
            result = try functionCall(path)
        } else {
            result = try value(of: first)
        }
        while true {
            switch current.kind {
            case .dot: result = try access(result)
            case .leftBracket: result = try index(result)
            case .leftParenthesis:
                throw problem(.invalidConstruct, "only functions and methods can be called", at: current.span)
            default: return .expression(result)
            }
        }
    }

    private mutating func access(_ target: Expression) throws(CedarDiagnostic) -> Expression {
        advance()
        let token = try name("an attribute or a method")
        let attribute = AttributeName(name: ExactString(text(token)), span: token.span)
        guard current.kind == .leftParenthesis else {
            return try make(.attribute(target, attribute), span(from: target.span))
        }
        return try methodCall(token, on: target)
    }

    private mutating func index(_ target: Expression) throws(CedarDiagnostic) -> Expression {
        advance()
        let start = current.span
        let operand = try nested { parser throws(CedarDiagnostic) in try parser.operand() }
        guard case .string(let token) = operand else {
            throw problem(.invalidConstruct, "an index must be a string in quotes", at: span(from: start))
        }
        let attribute = AttributeName(name: try string(token), span: token.span)
        try expect(.rightBracket, "`]`")
        return try make(.attribute(target, attribute), span(from: target.span))
    }

    private mutating func methodCall(
        _ token: Token,
        on target: Expression
    ) throws(CedarDiagnostic) -> Expression {
        let method = text(token)
        let arguments = try arguments()
        let span = span(from: target.span)
        if let symbol = Self.binaryMethods[method] {
            guard let argument = arguments.first, arguments.count == 1 else {
                throw wrongCount(method, 1, arguments.count, at: token.span)
            }
            return try make(.binary(symbol, target, argument), span)
        }
        if method == "isEmpty" {
            guard arguments.isEmpty else { throw wrongCount(method, 0, arguments.count, at: token.span) }
            return try make(.unary(.isEmpty, target), span)
        }
        guard let function = ExtensionFunction(rawValue: method) else {
            let hint = Suggestion.clause(for: method, among: Self.methods)
            throw problem(.unknownName, "unknown method `\(method)`\(hint)", at: token.span)
        }
        guard !function.isConstructor else {
            throw problem(
                .invalidConstruct,
                "`\(method)` is a function, write `\(method)(...)`",
                at: token.span
            )
        }
        return try make(.call(function, [target] + arguments), span)
    }

    private mutating func functionCall(_ path: [Token]) throws(CedarDiagnostic) -> Expression {
        let name = path.map(text).joined(separator: "::")
        let start = path[0].span
        let nameSpan = span(from: start)
        let arguments = try arguments()
        if path.count == 1, Self.methods.contains(name) {
            throw problem(.invalidConstruct, "`\(name)` is a method, write `e.\(name)(...)`", at: nameSpan)
        }
        guard path.count == 1, let function = ExtensionFunction(rawValue: name) else {
            let hint = Suggestion.clause(for: name, among: Self.functions)
            throw problem(.unknownName, "unknown function `\(name)`\(hint)", at: nameSpan)
        }
        return try make(.call(function, arguments), span(from: start))
    }

    private func wrongCount(
        _ name: String,
        _ expected: Int,
        _ found: Int,
        at span: SourceSpan
    ) -> CedarDiagnostic {
        let noun = expected == 1 ? "argument" : "arguments"
        return problem(.invalidConstruct, "`\(name)` takes \(expected) \(noun), found \(found)", at: span)
    }

    private mutating func arguments() throws(CedarDiagnostic) -> [Expression] {
        advance()
        return try list(until: .rightParenthesis, "`,` or `)`")
    }

    private mutating func list(
        until end: Token.Kind,
        _ expected: String
    ) throws(CedarDiagnostic) -> [Expression] {
        try nested { parser throws(CedarDiagnostic) in
            var elements: [Expression] = []
            while parser.current.kind != end {
                elements.append(try parser.expression())
                guard parser.skip(.comma) else { break }
            }
            try parser.expect(end, expected)
            return elements
        }
    }

    // MARK: Primaries

    private mutating func primary() throws(CedarDiagnostic) -> Operand {
        let token = current
        switch token.kind {
        case .number: return .expression(try number())
        case .string:
            advance()
            return .string(token)
        case .identifier: return try word()
        case .slot:
            throw problem(.invalidConstruct, "`\(text(token))` may stand only in the scope", at: token.span)
        case .leftParenthesis:
            advance()
            let inner = try nested { parser throws(CedarDiagnostic) in try parser.expression() }
            try expect(.rightParenthesis, "an operator or `)`")
            return .expression(inner)
        case .leftBracket:
            advance()
            let elements = try list(until: .rightBracket, "`,` or `]`")
            return .expression(try make(.set(elements), span(from: token.span)))
        case .leftBrace:
            let fields = try nested { parser throws(CedarDiagnostic) in try parser.record() }
            return .expression(try make(.record(fields), span(from: token.span)))
        default: throw unexpected("an expression")
        }
    }

    private mutating func number() throws(CedarDiagnostic) -> Expression {
        let token = current
        guard let value = Digits.integer(source.bytes[Int(token.span.start)..<Int(token.span.end)]) else {
            throw problem(.invalidLiteral, "integer `\(text(token))` is above \(Int64.max)", at: token.span)
        }
        advance()
        return Expression(.literal(.long(value)), token.span)
    }

    private mutating func word() throws(CedarDiagnostic) -> Operand {
        let token = current
        if isAt("true") || isAt("false") {
            let value = isAt("true")
            advance()
            return .expression(Expression(.literal(.bool(value)), token.span))
        }
        if isAt("if") {
            throw problem(.unexpectedToken, "`if` inside an operation must be in parentheses", at: token.span)
        }
        let path = try path(expecting: "an expression")
        if let uid = try entity(path) {
            return .expression(Expression(.literal(.entity(uid)), span(from: token.span)))
        }
        if path.count == 1, let variable = Variable(rawValue: text(token)) {
            return .variable(variable, token.span)
        }
        return .name(path)
    }

    /// `a::b::c`, stopping before a `::` that a string or a brace follows.
    mutating func path(expecting what: String) throws(CedarDiagnostic) -> [Token] {
        var path = [try name(what)]
        while current.kind == .doubleColon, following.kind == .identifier {
            advance()
            path.append(try name(what))
        }
        return path
    }

    /// Behind a path: `::"id"` makes it an entity.
    mutating func entity(_ path: [Token]) throws(CedarDiagnostic) -> EntityUID? {
        guard current.kind == .doubleColon else { return nil }
        advance()
        guard current.kind == .string else { throw unexpected("an id in quotes, as in `User::\"alice\"`") }
        let id = try string(current)
        advance()
        return EntityUID(type: ExactString(path.map(text).joined(separator: "::")), id: id)
    }

    /// A path that names an entity type.
    mutating func typeName() throws(CedarDiagnostic) -> ExactString {
        let path = try path(expecting: "an entity type")
        guard current.kind != .doubleColon else { throw unexpected("an entity type without an id") }
        return ExactString(path.map(text).joined(separator: "::"))
    }

    private mutating func record() throws(CedarDiagnostic) -> [RecordField] {
        advance()
        var fields: [RecordField] = []
        var names: Set<ExactString> = []
        while current.kind != .rightBrace {
            let start = current.span
            guard !isAt("if") || following.kind != .colon else {
                throw problem(.reservedWord, "`if` is a reserved word, write `\"if\"`", at: start)
            }
            let operand = try operand()
            let name = try key(of: operand, at: span(from: start))
            guard names.insert(name).inserted else {
                throw problem(.duplicate, "`\(name)` occurs twice in one record", at: span(from: start))
            }
            try expect(.colon, "`:`")
            fields.append(RecordField(name: name, value: try expression()))
            guard skip(.comma) else { break }
        }
        try expect(.rightBrace, "`,` or `}`")
        return fields
    }

    private static let binaryMethods: [String: BinaryOperator] = [
        "contains": .contains, "containsAll": .containsAll, "containsAny": .containsAny, "getTag": .getTag,
        "hasTag": .hasTag,
    ]
    private static let functions = ExtensionFunction.allCases.filter(\.isConstructor).map(\.rawValue)
    private static let methods =
        ["contains", "containsAll", "containsAny", "isEmpty", "getTag", "hasTag"]
        + ExtensionFunction.allCases.filter { !$0.isConstructor }.map(\.rawValue)
}
