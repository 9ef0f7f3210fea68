/// Lays policies out anew, keeping every comment, as the reference engine's `cedar format` does.
///
/// Byte for byte so, but for three things around comments in odd places: a comment beside a comma that goes away
/// is kept, a comment on a line of its own behind a string stays on it, and no line ends in blanks. Without any
/// policy there is no line feed to begin with.
///
/// The layout depends on the tokens and their comments alone, so formatting twice changes nothing more. What
/// comes out is read again and compared with what went in: a text whose meaning or comments would change is
/// refused rather than written.
package struct PolicyFormatter: Sendable {
    /// The column that lines should not go beyond.
    package var lineWidth: Int
    /// How far each level is moved to the right.
    package var indentation: Int

    /// A formatter; 80 columns and 2 blanks are the reference engine's own settings.
    package init(lineWidth: Int = 80, indentation: Int = 2) {
        self.lineWidth = lineWidth
        self.indentation = indentation
    }

    /// The text of policies and templates in its new layout, ending in one line feed; empty when nothing is in it.
    ///
    /// - Throws: every problem of the text; `unsupported` if the result would not mean the same.
    /// - Complexity: linear in the text, times the line width.
    package func format(
        _ text: String,
        file: String,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> String {
        let source = try SourceFile.checked(name: file, text: text, limits: limits)
        let original = try Self.policies(source, limits: limits)
        let stream = try Self.stream(source)
        let result = String(decoding: laidOut(stream), as: UTF8.self)
        // The layout may be longer than the text, and is ours: its size is not limited again.
        let written = SourceFile(name: file, text: result)
        guard try Self.policies(written, limits: limits) == original,
            try Self.stream(written).comments == stream.comments
        else { throw CedarError([Self.refusal(source)]) }
        return result
    }

    private func laidOut(_ stream: CommentedTokens) -> [UInt8] {
        var builder = LayoutBuilder(stream.tokens, indentation: indentation)
        var result: [UInt8] = []
        while !builder.isAtEnd {
            if !result.isEmpty { result += [0x0A, 0x0A] }
            result += builder.policy().rendered(width: lineWidth)
        }
        if !result.isEmpty { result.append(0x0A) }
        for comment in stream.comments[stream.firstBehind...] { result += comment + [0x0A] }
        return result
    }

    private static func policies(
        _ source: SourceFile,
        limits: SyntaxLimits
    ) throws(CedarError) -> [Policy] {
        var parser = Parser(source, limits: limits, naming: .position)
        let policies = parser.policies()
        guard parser.diagnostics.isEmpty else { throw CedarError(parser.diagnostics) }
        return policies
    }

    private static func stream(_ source: SourceFile) throws(CedarError) -> CommentedTokens {
        do { return try CommentedTokens(source) } catch { throw CedarError([error]) }
    }

    private static func refusal(_ source: SourceFile) -> CedarDiagnostic {
        let message = "formatting would change what the policies mean or say, the text is left as it is"
        return CedarDiagnostic(.unsupported, message, in: source, at: .none)
    }
}
