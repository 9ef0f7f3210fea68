import StrictJSON

/// What stands where an expression may: an expression, or a word whose meaning its surroundings decide.
///
/// A string can be a value, an index, a pattern or a record key; a name can be a function, a type or a key.
enum Operand {
    case expression(Expression)
    case variable(Variable, SourceSpan)
    case name([Token])
    case string(Token)
}

extension Parser {
    /// The operand as a value; a bare name is none.
    func value(of operand: Operand) throws(CedarDiagnostic) -> Expression {
        switch operand {
        case .expression(let expression): return expression
        case .variable(let variable, let span): return Expression(.variable(variable), span)
        case .string(let token): return Expression(.literal(.string(try string(token))), token.span)
        case .name(let path): throw unknownVariable(path)
        }
    }

    private func unknownVariable(_ path: [Token]) -> CedarDiagnostic {
        let span = path.reduce(path[0].span) { $0.joined($1.span) }
        let written = path.map(text).joined(separator: "::")
        let hint = Suggestion.nearest(to: written, among: Variable.allCases.map(\.rawValue))
        let expected =
            hint.map { "did you mean `\($0)`?" } ?? "expected `principal`, `action`, `resource` or `context`"
        return problem(.unknownName, "unknown variable `\(written)`, \(expected)", at: span)
    }

    /// The operand as the name of a record's field.
    func key(of operand: Operand, at span: SourceSpan) throws(CedarDiagnostic) -> ExactString {
        switch operand {
        case .variable(let variable, _): return ExactString(variable.rawValue)
        case .string(let token): return try string(token)
        case .name(let path) where path.count == 1: return ExactString(text(path[0]))
        case .name, .expression:
            throw problem(.invalidConstruct, "a record's name must be an identifier or a string", at: span)
        }
    }
}
