/// The tokens of a text with the comments around them: what the parser leaves out, beside its tree.
///
/// A comment on the line of a token, behind it, is that token's trailing comment; comments on lines of their own
/// lead the token that follows. Blanks at the end of a comment do not belong to it.
struct CommentedTokens {
    /// The tokens; the end of the text is none.
    private(set) var tokens: [CommentedToken] = []
    /// All comments in the order of the text.
    private(set) var comments: [ArraySlice<UInt8>] = []
    /// The position of the first comment behind the last token and its line.
    private(set) var firstBehind = 0

    /// Cuts a text into its tokens and comments.
    ///
    /// - Throws: the first text that is no token.
    init(_ source: SourceFile) throws(CedarDiagnostic) {
        var lexer = Lexer(source)
        var end = 0
        for token in try lexer.tokens() {
            let gap = source.bytes[end..<Int(token.span.start)]
            let leading = take(gap)
            guard token.kind != .end else {
                firstBehind = comments.count - leading.count
                return
            }
            tokens.append(
                CommentedToken(
                    kind: token.kind,
                    text: source.bytes[Int(token.span.start)..<Int(token.span.end)],
                    leading: leading
                )
            )
            end = Int(token.span.end)
        }
    }

    /// Notes the comments between two tokens, and gives back those that lead the second one.
    private mutating func take(_ gap: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        guard gap.contains(UInt8(ascii: "/")) else { return [] }
        var leading: [ArraySlice<UInt8>] = []
        var isOnOwnLine = tokens.isEmpty
        var rest = gap
        while let byte = rest.first {
            guard byte == UInt8(ascii: "/") else {
                if byte == 0x0A || byte == 0x0D { isOnOwnLine = true }
                rest = rest.dropFirst()
                continue
            }
            let comment = Self.trimmed(rest.prefix { $0 != 0x0A && $0 != 0x0D })
            rest = rest[comment.endIndex...].drop { $0 != 0x0A && $0 != 0x0D }
            comments.append(comment)
            if isOnOwnLine {
                leading.append(comment)
            } else {
                tokens[tokens.count - 1].trailing = comment
            }
        }
        return leading
    }

    private static func trimmed(_ comment: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let text = String(decoding: comment, as: UTF8.self).unicodeScalars
        let blanks = text.reversed().prefix { $0.properties.isWhitespace }
        return comment.dropLast(blanks.reduce(0) { $0 + UTF8.width($1) })
    }
}

/// One token with its comments.
struct CommentedToken {
    /// What the token is.
    let kind: Token.Kind
    /// The token as written.
    let text: ArraySlice<UInt8>
    /// The comments on lines of their own before it.
    var leading: [ArraySlice<UInt8>]
    /// The comment behind it on its line.
    var trailing: ArraySlice<UInt8>?

    /// Whether the token is the given word.
    func isWord(_ word: String) -> Bool { kind == .identifier && text.elementsEqual(word.utf8) }
}
