extension LayoutBuilder {
    /// `if e then e else e`, or alternatives; not a group, so that its surroundings decide.
    mutating func expression() -> Layout {
        guard isAt("if") else { return alternatives() }
        let test = branch()
        let then = branch()
        return Layout.row(test, .line, then, .line, branch()).grouped
    }

    /// `if`, `then` or `else` with what follows it.
    private mutating func branch() -> Layout {
        let keyword = token()
        return .row(keyword, Layout.row(.line, expression()).nested(by: indentation))
    }

    private mutating func alternatives() -> Layout {
        var parts = [conjunction()]
        while kind == .or { parts += [.blank, token(else: .line), conjunction()] }
        return .row(parts)
    }

    private mutating func conjunction() -> Layout {
        var parts = [relation()]
        while kind == .and { parts += [.blank, token(else: .line), relation()] }
        return .row(parts)
    }

    private mutating func relation() -> Layout {
        let left = sum()
        switch kind {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: break
        case .identifier:
            if isAt("has") || isAt("like") {
                let keyword = token()
                return Layout.row(left, .line, keyword, .line, sum().nested(by: indentation)).grouped
            }
            if isAt("is") { return typeTest(left) }
            guard isAt("in") else { return left }
        default: return left
        }
        let symbol = token()
        return .row(left, .blank, symbol, .blank, sum())
    }

    /// `is Type`, and maybe `in e`, behind an operand.
    private mutating func typeTest(_ left: Layout) -> Layout {
        let keyword = token()
        let test = Layout.row(left, .blank, keyword, .blank, sum().nested(by: indentation))
        guard isAt("in") else { return test.grouped }
        let inside = token()
        return Layout.row(test, .line, inside, .blank, sum().nested(by: indentation)).grouped
    }

    /// Sums keep their operators at the end of a line, as products do.
    mutating func sum() -> Layout {
        var parts = [product()]
        while kind == .plus || kind == .minus { parts += [.blank, token(), .line, product()] }
        return Layout.row(parts).grouped
    }

    private mutating func product() -> Layout {
        var parts = [signed()]
        while kind == .star { parts += [.blank, token(), .line, signed()] }
        return Layout.row(parts).grouped
    }

    private mutating func signed() -> Layout {
        var parts: [Layout] = []
        while kind == .not || kind == .minus { parts.append(token()) }
        parts.append(member())
        return .row(parts)
    }

    // MARK: Members

    private mutating func member() -> Layout {
        let first = primary()
        var accesses: [Layout] = []
        while let access = access() {
            if !accesses.isEmpty { accesses.append(.softBreak) }
            accesses.append(access)
        }
        return Layout.row(first, Layout.row(accesses).nested(by: indentation)).grouped
    }

    private mutating func access() -> Layout? {
        switch kind {
        case .dot:
            let dot = token()
            return .row(dot, token())
        case .leftBracket:
            let bracket = token()
            let name = expression()
            return .row(bracket, name, token())
        case .leftParenthesis:
            let bracket = token()
            guard kind != .rightParenthesis else { return .row(bracket, token()) }
            let arguments = Layout.row(.softBreak, list(until: .rightParenthesis)).nested(by: indentation)
            return .row(bracket, arguments, .softBreak, token())
        default: return nil
        }
    }

    private mutating func primary() -> Layout {
        switch kind {
        case .leftParenthesis:
            let bracket = token()
            let inner = expression().nested(by: 1)
            return Layout.row(bracket, inner, token()).grouped
        case .leftBracket:
            let bracket = token()
            let elements = list(until: .rightBracket).nested(by: 1)
            return .row(bracket, elements, token())
        case .leftBrace:
            let bracket = token()
            guard kind != .rightBrace else { return .row(bracket, token()) }
            let fields = Layout.row(.line, fields(), .line).grouped.nested(by: indentation)
            return .row(bracket, fields, token())
        case .identifier: return name()
        default: return token()
        }
    }

    /// `a::b`, or `a::b::"id"`.
    private mutating func name() -> Layout {
        var parts = [token()]
        while kind == .doubleColon {
            let colons = token()
            parts += [colons, token()]
        }
        return .row(parts)
    }

    private mutating func list(until end: Token.Kind) -> Layout {
        var parts: [Layout] = []
        while kind != end, !isAtEnd {
            parts.append(expression())
            guard let comma = comma() else { break }
            parts.append(comma)
        }
        return .row(parts)
    }

    private mutating func fields() -> Layout {
        var parts: [Layout] = []
        while kind != .rightBrace, !isAtEnd {
            let name = expression()
            let colon = token()
            parts += [name, colon, .blank, expression()]
            guard let comma = comma() else { break }
            parts.append(comma)
        }
        return .row(parts)
    }
}
