/// One lexical unit of policy or schema text.
struct Token: Sendable {
    let kind: Kind
    let span: SourceSpan

    /// What a token is; words that the grammar knows are told apart by their bytes, as identifiers.
    enum Kind: UInt8, Sendable {
        case identifier, number, string, slot
        case at, dot, comma, semicolon, colon, doubleColon
        case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, assign
        case or, and, plus, minus, star, slash, percent, not, question
        case end
    }
}

/// Words that cannot name a variable, a type or an attribute.
enum ReservedWord {
    /// The words that the grammar uses inside expressions.
    static let inExpressions: [String] = [
        "true", "false", "if", "then", "else", "in", "is", "like", "has",
    ]
    /// The namespace that the language keeps for itself.
    static let namespace = "__cedar"

    /// Whether an identifier may not be used as a name.
    static func contains(_ word: String) -> Bool {
        guard word.utf8.count <= namespace.utf8.count else { return false }
        return word.utf8.elementsEqual(namespace.utf8)
            || inExpressions.contains { $0.utf8.elementsEqual(word.utf8) }
    }
}
