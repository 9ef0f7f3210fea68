/// One problem in a policy, schema or data text: where it is, what it is, and what may have been meant.
package struct CedarDiagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of problem it is, for tools and tests.
    package let code: Code
    /// Whether the text is refused, or only questionable.
    package let severity: Severity
    /// The name of the text.
    package let file: String
    /// The line, counted from 1.
    package let line: Int
    /// The column in Unicode scalars, counted from 1.
    package let column: Int
    /// The bytes that the problem covers.
    package let span: SourceSpan
    /// The sentence, in lower case and without a full stop.
    package let message: String

    init(
        _ code: Code,
        _ message: String,
        in source: SourceFile,
        at span: SourceSpan,
        severity: Severity = .error
    ) {
        let position = source.position(of: span.start)
        self.code = code
        self.severity = severity
        file = source.name
        line = position.line
        column = position.column
        self.span = span
        self.message = Quoting.printable(message)
    }

    /// The same problem, with words in front that say of what.
    func prefixed(_ words: String) -> CedarDiagnostic {
        CedarDiagnostic(code, severity, file, line, column, span, Quoting.printable(words) + message)
    }

    private init(
        _ code: Code,
        _ severity: Severity,
        _ file: String,
        _ line: Int,
        _ column: Int,
        _ span: SourceSpan,
        _ message: String
    ) {
        self.code = code
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.span = span
        self.message = message
    }

    /// The problem as `file:line:column: message`.
    package var description: String { "\(file):\(line):\(column): \(message)" }

    /// The kinds of problems.
    package enum Code: String, Sendable {
        /// The text is larger, deeper or more broken than the limits allow.
        case limit
        /// Something that is no token of the language.
        case invalidToken
        /// A token where the grammar has no place for it.
        case unexpectedToken
        /// A number beyond 64 bits, or an escape that does not exist.
        case invalidLiteral
        /// A word of the language used as a name.
        case reservedWord
        /// A name that is no variable, function, method, effect or slot.
        case unknownName
        /// A construct that the grammar allows and the language does not.
        case invalidConstruct
        /// The same annotation, record key or policy id twice.
        case duplicate
        /// Part of the language that this version refuses to load.
        case unsupported
        /// A schema that contradicts itself or names what it does not declare.
        case invalidSchema
        /// A policy that does not fit the schema.
        case invalidPolicy
        /// A policy that reads more entities one after another than the level in force allows.
        case beyondLevel
        /// A policy that no request can match.
        case impossiblePolicy
        /// A test for an attribute that nothing has, though something has one of nearly that name.
        case impossibleTest
        /// Text that a reader can take for something else.
        case confusableText
    }

    /// How much a problem weighs.
    package enum Severity: String, Sendable {
        /// The text is refused.
        case error
        /// The text is taken, and a reader should look.
        case warning
    }
}
