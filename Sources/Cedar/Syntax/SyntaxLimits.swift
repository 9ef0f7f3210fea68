/// How large and how deep a policy or schema text may be; beyond it the text is refused with a message.
///
/// Rows of `&&` and `||`, and lists, count as one level however long they are; `+`, `-`, `*`, `.name` and
/// `has a.b` nest to the left and count one level each. What parses can be printed, formatted, validated,
/// evaluated and compiled; JSON, which needs two levels for each, has a limit of its own.
package struct SyntaxLimits: Sendable {
    /// The largest text, in bytes.
    package var maxBytes: Int
    /// How deep parentheses, brackets, braces and conditionals may nest.
    package var maxNesting: Int
    /// How deep an expression tree may be, chains of operators and attributes included.
    package var maxDepth: Int
    /// How many problems are reported before reading stops.
    package var maxDiagnostics: Int

    /// The limits in force unless a caller says otherwise: 8 MiB, 100 nested, 400 deep, 50 problems.
    package static let standard = SyntaxLimits(
        maxBytes: 8 << 20,
        maxNesting: 100,
        maxDepth: 400,
        maxDiagnostics: 50
    )
}
