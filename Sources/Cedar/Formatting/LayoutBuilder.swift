/// Turns the tokens of policies that have been parsed into their layout, policy by policy.
///
/// The grammar is known to hold, so nothing here can fail; nesting is what the parser allowed. Every token is
/// laid out once, in its order, with its comments, except a comma before a closing bracket, which goes away and
/// leaves its comments to its neighbours.
struct LayoutBuilder {
    private var tokens: [CommentedToken]
    private var index = 0
    let indentation: Int

    init(_ tokens: [CommentedToken], indentation: Int) {
        self.tokens = tokens
        self.indentation = indentation
    }

    // MARK: Tokens

    var isAtEnd: Bool { index >= tokens.count }

    /// What the current token is.
    var kind: Token.Kind { isAtEnd ? .end : tokens[index].kind }

    /// Whether the current token is the given word.
    func isAt(_ word: String) -> Bool { !isAtEnd && tokens[index].isWord(word) }

    /// Takes the current token.
    mutating func take() -> CommentedToken {
        guard !isAtEnd else { return CommentedToken(kind: .end, text: [], leading: []) }
        index += 1
        return tokens[index - 1]
    }

    /// Takes the current token and lays it out.
    mutating func token(else following: Layout = .nothing) -> Layout { layout(take(), else: following) }

    /// Takes the leading comments of the current token away from it.
    mutating func leadingComments() -> Layout {
        guard !isAtEnd else { return .nothing }
        defer { tokens[index].leading = [] }
        return leading(tokens[index])
    }

    /// Takes a comma unless a closing bracket makes it useless; its comments stay.
    ///
    /// A comment on the comma's line comes to stand before the bracket, or behind one that had none.
    /// - Returns: the comma and a place to break, or nil at the end of the list.
    mutating func comma(behind: Bool = false) -> Layout? {
        guard kind == .comma else { return nil }
        guard index + 1 < tokens.count, index > 0, closes(tokens[index + 1].kind) else {
            return .row(token(), .line)
        }
        let comma = take()
        let isBare = tokens[index].leading.isEmpty && tokens[index].trailing == nil
        if behind, isBare {
            tokens[index].leading = comma.leading
            tokens[index].trailing = comma.trailing
        } else {
            let kept = comma.leading + [comma.trailing].compactMap(\.self)
            tokens[index].leading = kept + tokens[index].leading
        }
        return nil
    }

    private func closes(_ kind: Token.Kind) -> Bool {
        kind == .rightParenthesis || kind == .rightBracket || kind == .rightBrace
    }

    // MARK: Comments

    /// A token between its comments; behind a comment comes a new line, otherwise what is asked for.
    func layout(_ token: CommentedToken, else following: Layout = .nothing) -> Layout {
        .row(leading(token), text(token), trailing(token, else: following))
    }

    /// The comments before a token, on lines of their own.
    func leading(_ token: CommentedToken) -> Layout {
        guard !token.leading.isEmpty else { return .nothing }
        return .row([.newline] + token.leading.flatMap { [.text($0), .newline] })
    }

    /// The comment behind a token and a new line; without one, what is asked for.
    func trailing(_ token: CommentedToken, else following: Layout) -> Layout {
        guard let comment = token.trailing else { return following }
        return .row(.blank, .text(comment), .newline)
    }

    /// A token without its comments; numbers lose the zeros before them.
    func text(_ token: CommentedToken) -> Layout {
        guard token.kind == .number else { return .text(token.text) }
        let digits = token.text.drop { $0 == UInt8(ascii: "0") }
        return .text(digits.isEmpty ? token.text.suffix(1) : digits)
    }
}
