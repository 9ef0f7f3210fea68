import StrictJSON

/// The levels of expressions: `if`, `||`, `&&`, relations, sums, products, signs.
extension Parser {
    /// `if e then e else e`, or an alternative.
    mutating func expression() throws(CedarDiagnostic) -> Expression {
        try value(of: try operand())
    }

    /// An expression that may still be a bare name or string, whose meaning depends on where it stands.
    mutating func operand() throws(CedarDiagnostic) -> Operand {
        guard isAt("if") else { return try alternatives() }
        return .expression(try nested { parser throws(CedarDiagnostic) in try parser.conditional() })
    }

    private mutating func conditional() throws(CedarDiagnostic) -> Expression {
        let start = current.span
        advance()
        let test = try expression()
        guard skipWord("then") else { throw unexpected("`then`") }
        let then = try expression()
        guard skipWord("else") else { throw unexpected("`else`") }
        let otherwise = try expression()
        return try make(.conditional(test, then: then, otherwise: otherwise), span(from: start))
    }

    private mutating func alternatives() throws(CedarDiagnostic) -> Operand {
        let first = try conjunction()
        guard current.kind == .or else { return first }
        var parts = [try value(of: first)]
        while skip(.or) { parts.append(try value(of: try conjunction())) }
        return .expression(try make(.or(parts), span(from: parts[0].span)))
    }

    private mutating func conjunction() throws(CedarDiagnostic) -> Operand {
        let first = try relation()
        guard current.kind == .and else { return first }
        var parts = [try value(of: first)]
        while skip(.and) { parts.append(try value(of: try relation())) }
        return .expression(try make(.and(parts), span(from: parts[0].span)))
    }

    private mutating func relation() throws(CedarDiagnostic) -> Operand {
        let first = try sum()
        guard isAtRelation else { return first }
        let left = try value(of: first)
        let result = try relation(of: left)
        guard !isAtRelation else {
            throw problem(
                .invalidConstruct,
                "relations cannot be chained, put one of them in parentheses",
                at: current.span
            )
        }
        return .expression(result)
    }

    private var isAtRelation: Bool {
        switch current.kind {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .assign: true
        case .identifier: isAt("in") || isAt("has") || isAt("like") || isAt("is")
        default: false
        }
    }

    private mutating func relation(of left: Expression) throws(CedarDiagnostic) -> Expression {
        if skipWord("has") { return try has(left) }
        if skipWord("like") { return try like(left) }
        if skipWord("is") { return try isType(left) }
        let token = current
        advance()
        let symbol = BinaryOperator(rawValue: text(token))
        guard let symbol else {
            throw problem(.invalidConstruct, "`=` is no operator, did you mean `==`?", at: token.span)
        }
        let right = try value(of: try sum())
        return try make(.binary(symbol, left, right), left.span.joined(right.span))
    }

    /// Behind `has`: a string, or names joined by points.
    private mutating func has(_ left: Expression) throws(CedarDiagnostic) -> Expression {
        var path: [AttributeName] = []
        if current.kind == .string {
            path.append(AttributeName(name: try string(current), span: current.span))
            advance()
        } else {
            repeat {
                let token = try name("an attribute name or a string after `has`")
                path.append(AttributeName(name: ExactString(text(token)), span: token.span))
            } while skip(.dot)
        }
        switch current.kind {
        case .dot, .leftParenthesis, .leftBracket, .doubleColon, .plus, .minus, .star, .slash, .percent:
            throw unexpected("one string, or names joined by `.`, after `has`")
        default: return try make(.has(left, path: path), span(from: left.span))
        }
    }

    private mutating func like(_ left: Expression) throws(CedarDiagnostic) -> Expression {
        guard current.kind == .string else { throw unexpected("a pattern in quotes after `like`") }
        let pattern = try pattern(current)
        advance()
        return try make(.like(left, pattern), span(from: left.span))
    }

    private mutating func isType(_ left: Expression) throws(CedarDiagnostic) -> Expression {
        if current.kind == .string {
            throw problem(.invalidConstruct, "a type is written without quotes after `is`", at: current.span)
        }
        let type = try typeName()
        guard skipWord("in") else { return try make(.isType(left, type: type), span(from: left.span)) }
        let container = try value(of: try sum())
        return try make(.isIn(left, type: type, container), span(from: left.span))
    }

    private mutating func sum() throws(CedarDiagnostic) -> Operand {
        let first = try product()
        guard current.kind == .plus || current.kind == .minus else { return first }
        var result = try value(of: first)
        while current.kind == .plus || current.kind == .minus {
            let symbol: BinaryOperator = current.kind == .plus ? .add : .subtract
            advance()
            let right = try value(of: try product())
            result = try make(.binary(symbol, result, right), result.span.joined(right.span))
        }
        return .expression(result)
    }

    private mutating func product() throws(CedarDiagnostic) -> Operand {
        let first = try signed()
        guard current.kind == .star || current.kind == .slash || current.kind == .percent else {
            return first
        }
        var result = try value(of: first)
        while current.kind == .star || current.kind == .slash || current.kind == .percent {
            guard current.kind == .star else {
                let what = current.kind == .slash ? "division" : "remainder"
                throw problem(.invalidConstruct, "\(what) is not part of the language", at: current.span)
            }
            advance()
            let right = try value(of: try signed())
            result = try make(.binary(.multiply, result, right), result.span.joined(right.span))
        }
        return .expression(result)
    }

    /// Up to four `!`, or up to four `-`, before a member; a minus before a number is part of the number.
    private mutating func signed() throws(CedarDiagnostic) -> Operand {
        let sign = current.kind
        guard sign == .not || sign == .minus else { return try member() }
        let start = current.span
        var count = 0
        while skip(sign) { count += 1 }
        guard count <= 4 else {
            throw problem(
                .invalidConstruct,
                "more than 4 `\(sign == .not ? "!" : "-")` in a row",
                at: span(from: start)
            )
        }
        var result: Expression
        if sign == .minus, current.kind == .number, !continuesMember(following) {
            result = try negativeNumber()
            count -= 1
        } else {
            result = try value(of: try member())
        }
        for _ in 0..<count {
            result = try make(.unary(sign == .not ? .not : .negate, result), span(from: start))
        }
        return .expression(result)
    }

    private func continuesMember(_ token: Token) -> Bool {
        token.kind == .dot || token.kind == .leftBracket || token.kind == .leftParenthesis
    }

    private mutating func negativeNumber() throws(CedarDiagnostic) -> Expression {
        let token = current
        let digits = source.bytes[Int(token.span.start)..<Int(token.span.end)]
        guard let value = Digits.integer(digits, isNegative: true) else {
            throw problem(.invalidLiteral, "integer `-\(text(token))` is below \(Int64.min)", at: token.span)
        }
        advance()
        return Expression(
            .literal(.long(value)),
            SourceSpan(start: token.span.start - 1, end: token.span.end)
        )
    }
}
