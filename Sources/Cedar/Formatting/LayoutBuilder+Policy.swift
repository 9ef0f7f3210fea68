extension LayoutBuilder {
    /// One policy, from its annotations to its semicolon.
    mutating func policy() -> Layout {
        var parts: [Layout] = []
        while kind == .at { parts.append(annotation()) }
        parts.append(leadingComments())
        let effect = token()
        parts.append(Layout.row(effect, .line, token()).grouped)
        parts.append(scope())
        let closing = take()
        parts.append(layout(closing, else: kind == .semicolon ? .nothing : .newline))
        while kind == .identifier {
            parts.append(condition())
            if kind == .identifier { parts.append(.newline) }
        }
        parts.append(token())
        return .row(parts)
    }

    /// `@name` or `@name("value")`, alone on its line.
    private mutating func annotation() -> Layout {
        let name = Layout.row(token(), token())
        guard kind == .leftParenthesis else { return .row(name, .newline) }
        return .row(name, token(), token(), token(else: .newline))
    }

    // MARK: Scope

    /// What stands between the parentheses: on one line when nothing is asked, otherwise a line for each.
    private mutating func scope() -> Layout {
        let principal = constraint()
        let first = take()
        let action = constraint()
        let second = take()
        let resource = constraint()
        _ = comma(behind: true)
        let isPlain = principal.isPlain && action.isPlain && resource.isPlain
        let separator = isPlain ? Layout.blank : .newline
        let parts = Layout.row(
            principal.layout,
            layout(first, else: separator),
            action.layout,
            layout(second, else: separator),
            resource.layout
        )
        return isPlain
            ? parts.nested(by: indentation).grouped
            : .row(Layout.row(.newline, parts).nested(by: indentation), .newline)
    }

    private mutating func constraint() -> (layout: Layout, isPlain: Bool) {
        let variable = take()
        let isTyped = isAt("is")
        let type = isTyped ? scopeType() : .nothing
        guard kind == .equal || isAt("in") else {
            return (.row(layout(variable), type), !isTyped)
        }
        let head = Layout.row(text(variable), trailing(variable, else: .nothing), type, .line, token())
        let entity = Layout.row(.line, expression()).nested(by: indentation)
        return (.row(leading(variable), Layout.row(head.grouped, entity).grouped), false)
    }

    /// `is Type` behind a variable.
    private mutating func scopeType() -> Layout {
        let keyword = Layout.row(.line, token()).grouped
        return Layout.row(keyword, .line, sum()).nested(by: indentation).grouped
    }

    // MARK: Clauses

    /// `when { ... }` or `unless { ... }`.
    private mutating func condition() -> Layout {
        let keyword = take()
        let brace = take()
        let comments = leadingComments()
        let inner = Layout.row(trailing(brace, else: .line), comments, expression().grouped)
            .nested(by: indentation)
        let body = Layout.row(inner, .line, token()).grouped
        let clause = Layout.row(
            text(keyword),
            trailing(keyword, else: .line),
            leading(brace),
            text(brace),
            body
        )
        return .row(leading(keyword), clause.grouped)
    }
}
