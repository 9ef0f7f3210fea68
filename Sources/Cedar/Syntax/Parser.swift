import StrictJSON

/// A recursive-descent parser for policies, one token ahead, with one error per policy and recovery at `;`.
///
/// Nesting and tree depth are bounded by `SyntaxLimits`, so that no text can exhaust the stack.
struct Parser {
    let source: SourceFile
    let limits: SyntaxLimits
    let naming: PolicySet.Naming
    let prefix: String
    var diagnostics: [CedarDiagnostic] = []
    private var tokens: [Token] = []
    private var index = 0
    var nesting = 0

    init(
        _ source: SourceFile,
        limits: SyntaxLimits,
        naming: PolicySet.Naming = .annotation,
        prefix: String = ""
    ) {
        self.source = source
        self.limits = limits
        self.naming = naming
        self.prefix = prefix
        var lexer = Lexer(source)
        do {
            tokens = try lexer.tokens()
        } catch {
            diagnostics.append(error)
            let end = Int32(source.bytes.count)
            tokens = [Token(kind: .end, span: SourceSpan(start: end, end: end))]
        }
    }

    /// All policies of the text; problems are left in `diagnostics`.
    mutating func policies() -> [Policy] {
        var policies: [Policy] = []
        while current.kind != .end, diagnostics.count < limits.maxDiagnostics {
            nesting = 0
            do {
                policies.append(try policy(position: policies.count))
            } catch {
                diagnostics.append(error)
                skipPastSemicolon()
            }
        }
        return policies
    }

    /// One expression that is the whole text.
    mutating func wholeExpression() throws(CedarDiagnostic) -> Expression {
        if let first = diagnostics.first { throw first }
        let expression = try expression()
        guard current.kind == .end else { throw unexpected("the end of the expression") }
        return expression
    }

    /// Goes on behind the next semicolon.
    mutating func skipPastSemicolon() {
        while current.kind != .end {
            let kind = current.kind
            advance()
            if kind == .semicolon { return }
        }
    }

    // MARK: Tokens

    var current: Token { tokens[index] }

    /// The token behind the current one.
    var following: Token { tokens[min(index + 1, tokens.count - 1)] }

    /// The token before the current one.
    var previous: Token { tokens[max(index - 1, 0)] }

    mutating func advance() { if index + 1 < tokens.count { index += 1 } }

    mutating func skip(_ kind: Token.Kind) -> Bool {
        guard current.kind == kind else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(CedarDiagnostic) {
        guard skip(kind) else { throw unexpected(what) }
    }

    /// Whether the current token is the given word.
    func isAt(_ word: String) -> Bool { current.kind == .identifier && matches(current, word) }

    func matches(_ token: Token, _ word: String) -> Bool {
        Int(token.span.end - token.span.start) == word.utf8.count
            && source.bytes[Int(token.span.start)..<Int(token.span.end)].elementsEqual(word.utf8)
    }

    mutating func skipWord(_ word: String) -> Bool {
        guard isAt(word) else { return false }
        advance()
        return true
    }

    func text(_ token: Token) -> String { source.text(of: token.span) }

    /// The span from a start to the end of the last token taken.
    func span(from start: SourceSpan) -> SourceSpan { SourceSpan(start: start.start, end: previous.span.end) }

    // MARK: Problems

    func problem(_ code: CedarDiagnostic.Code, _ message: String, at span: SourceSpan) -> CedarDiagnostic {
        CedarDiagnostic(code, message, in: source, at: span)
    }

    func unexpected(_ expected: String) -> CedarDiagnostic {
        let found = current.kind == .end ? "the end of the text" : "`\(text(current))`"
        return problem(.unexpectedToken, "unexpected \(found), expected \(expected)", at: current.span)
    }

    // MARK: Limits

    /// Runs a part of the grammar one level deeper.
    mutating func nested<R>(
        _ body: (inout Parser) throws(CedarDiagnostic) -> R
    ) throws(CedarDiagnostic) -> R {
        guard nesting < limits.maxNesting else {
            throw problem(.limit, "nested deeper than \(limits.maxNesting) levels", at: current.span)
        }
        nesting += 1
        let result = try body(&self)
        nesting -= 1
        return result
    }

    /// An expression, refused when its tree is too deep.
    func make(_ kind: Expression.Kind, _ span: SourceSpan) throws(CedarDiagnostic) -> Expression {
        let expression = Expression(kind, span)
        guard expression.depth <= Int32(limits.maxDepth) else {
            throw problem(.limit, "expression deeper than \(limits.maxDepth) operators", at: span)
        }
        return expression
    }

    // MARK: Strings and names

    /// The text of a string token, escapes resolved.
    func string(_ token: Token) throws(CedarDiagnostic) -> ExactString {
        do {
            let bytes = try StringEscapes.string(contents(of: token))
            return ExactString(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw escapeProblem(error)
        }
    }

    /// The pattern that a string token writes.
    func pattern(_ token: Token) throws(CedarDiagnostic) -> Pattern {
        do { return try StringEscapes.pattern(contents(of: token)) } catch { throw escapeProblem(error) }
    }

    private func contents(of token: Token) -> ArraySlice<UInt8> {
        source.bytes[(Int(token.span.start) + 1)..<(Int(token.span.end) - 1)]
    }

    private func escapeProblem(_ error: StringEscapes.Problem) -> CedarDiagnostic {
        problem(
            .invalidLiteral,
            error.message,
            at: SourceSpan(start: Int32(error.start), end: Int32(error.end))
        )
    }

    /// Takes an identifier that may be used as a name.
    mutating func name(_ what: String) throws(CedarDiagnostic) -> Token {
        let token = current
        guard token.kind == .identifier else { throw unexpected(what) }
        guard !ReservedWord.contains(text(token)) else {
            throw problem(
                .reservedWord,
                "`\(text(token))` is a reserved word, expected \(what)",
                at: token.span
            )
        }
        advance()
        return token
    }
}

extension Expression {
    /// Reads one expression that is the whole text.
    ///
    /// - Throws: the first problem found.
    package static func parse(
        _ text: String,
        file: String,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> Expression {
        var parser = Parser(try .checked(name: file, text: text, limits: limits), limits: limits)
        do {
            return try parser.wholeExpression()
        } catch {
            throw CedarError([error])
        }
    }
}

extension SourceFile {
    /// A text under its name, unless it is beyond the limit on its size.
    static func checked(name: String, text: String, limits: SyntaxLimits) throws(CedarError) -> SourceFile {
        guard text.utf8.count <= limits.maxBytes else {
            throw CedarError([.tooLarge(text, in: SourceFile(name: name, text: ""), limits)])
        }
        return SourceFile(name: name, text: text)
    }
}

extension CedarDiagnostic {
    /// A text beyond the limit on its size.
    static func tooLarge(_ text: String, in source: SourceFile, _ limits: SyntaxLimits) -> CedarDiagnostic {
        tooLarge(byteCount: text.utf8.count, in: source, limits)
    }

    /// So many bytes, which are beyond the limit.
    static func tooLarge(
        byteCount: Int,
        in source: SourceFile,
        _ limits: SyntaxLimits
    ) -> CedarDiagnostic {
        let message = "\(byteCount) bytes, at most \(limits.maxBytes) are read"
        return CedarDiagnostic(.limit, message, in: source, at: .none)
    }
}
