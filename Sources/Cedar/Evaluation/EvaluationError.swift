package import StrictJSON

/// Why an expression has no value.
package struct EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package let reason: Reason
    /// The part of the expression that failed.
    package let span: SourceSpan

    /// The kinds of errors of the language, and the evaluator's own limit.
    package enum Reason: Hashable, Sendable {
        /// An attribute or a tag of an entity that is not known.
        case entityDoesNotExist(EntityUID)
        /// An attribute that an entity or record does not have.
        case attributeDoesNotExist(ExactString, hint: String?)
        /// A tag that an entity does not have.
        case tagDoesNotExist(ExactString, EntityUID)
        /// A value of another type than the operator takes.
        case typeError(expected: String, found: String)
        /// A sum, product or negation beyond 64 bits.
        case overflow(String)
        /// An extension function that refused its arguments.
        case extensionFailure(function: ExtensionFunction, String)
        /// An expression deeper than the evaluator goes.
        case tooDeep
    }

    /// The sentence without its place.
    package var description: String { Quoting.printable(sentence) }

    private var sentence: String {
        switch reason {
        case .entityDoesNotExist(let uid): "entity `\(uid)` does not exist"
        case .attributeDoesNotExist(let name, let hint):
            "unknown attribute `\(name)`" + (hint.map { ", did you mean `\($0)`?" } ?? "")
        case .tagDoesNotExist(let tag, let uid): "entity `\(uid)` has no tag `\(tag)`"
        case .typeError(let expected, let found): "expected \(expected), found \(found)"
        case .overflow(let operation): "\(operation) goes beyond 64 bits"
        case .extensionFailure(let function, let message): "`\(function.rawValue)`: \(message)"
        case .tooDeep: "the expression is too deep to evaluate"
        }
    }

    /// The sentence with its place in a text, as `file:line:column: message`.
    package func located(in source: SourceFile) -> String { "\(source.place(of: span)): \(self)" }
}
