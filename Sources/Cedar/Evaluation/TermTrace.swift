/// One truth-valued part of a clause, with what it came to.
///
/// The tree follows the clause as it is written, through `&&`, `||`, `!` and `if`; everything else is a leaf. Its
/// shape is the same for every request, so that terms can be counted by their position in ``flattened``.
package struct TermTrace: Sendable {
    /// What was written, with its place in the policy's source.
    package let expression: Expression
    /// How the parts make the whole.
    package let form: Form
    /// What it came to.
    package let value: Value
    /// The parts, in the order written; empty for a leaf.
    package let parts: [TermTrace]

    /// How a term is made of its parts.
    package enum Form: String, Sendable {
        /// It has none.
        case leaf
        /// `a && b && …`: the first part that is not true decides.
        case all = "&&"
        /// `a || b || …`: the first part that is not false decides.
        case any = "||"
        /// `!a`, with one part.
        case negation = "!"
        /// `if a then b else c`, with three parts.
        case conditional = "if"
    }

    /// What a term came to.
    package enum Value: Hashable, Sendable {
        case isTrue
        case isFalse
        /// It has no value, or one that is no boolean.
        case failed(EvaluationError)
        /// Something before it had decided already.
        case notReached

        init(_ value: Bool) { self = value ? .isTrue : .isFalse }
    }

    /// Where the term was written.
    package var span: SourceSpan { expression.span }

    /// The term and all terms below it, each before its parts.
    package var flattened: [TermTrace] { [self] + parts.flatMap(\.flattened) }

    /// The leaves that made the term what it is, in the order written; empty when it was not reached.
    ///
    /// Of an `&&` that is false that is its one false part, of one that is true every part; `||` the other way
    /// round. A term that failed leads to the leaf that failed.
    package var decisive: [TermTrace] {
        guard value != .notReached else { return [] }
        switch form {
        case .leaf: return [self]
        case .negation: return parts.flatMap(\.decisive)
        case .all, .any:
            let wanted = parts.filter { $0.value == value }
            if case .failed = value, wanted.isEmpty { return [self] }
            return wanted.flatMap(\.decisive)
        case .conditional:
            if let test = parts.first, case .failed = test.value { return test.decisive }
            return parts.flatMap(\.decisive)
        }
    }
}

extension Evaluator {
    /// What a truth-valued expression and its parts came to; the same values and errors as `evaluate`.
    func trace(of expression: Expression) -> TermTrace {
        guard expression.depth <= Self.maxDepth else {
            let error = EvaluationError(reason: .tooDeep, span: expression.span)
            return unreached(expression).with(.failed(error))
        }
        return term(expression)
    }

    /// The terms of an expression that was not evaluated.
    func unreached(_ expression: Expression) -> TermTrace {
        // What no parser makes is not taken apart, however deep it goes.
        let parts = expression.depth <= Self.maxDepth ? expression.terms : []
        return TermTrace(
            expression: expression,
            form: parts.isEmpty ? .leaf : expression.form,
            value: .notReached,
            parts: parts.map { unreached($0) }
        )
    }

    private func term(_ expression: Expression) -> TermTrace {
        var parts: [TermTrace] = []
        var value: TermTrace.Value
        switch expression.form {
        case .leaf: value = leaf(expression)
        case .negation:
            parts = expression.terms.map { term($0) }
            value = parts.first?.value.negated ?? .notReached
        case .all: value = connective(expression, stopsAt: .isFalse, &parts)
        case .any: value = connective(expression, stopsAt: .isTrue, &parts)
        case .conditional: value = conditional(expression, &parts)
        }
        return TermTrace(expression: expression, form: expression.form, value: value, parts: parts)
    }

    private func leaf(_ expression: Expression) -> TermTrace.Value {
        do throws(EvaluationError) {
            return TermTrace.Value(try truth(of: expression))
        } catch {
            return .failed(error)
        }
    }

    private func connective(
        _ expression: Expression,
        stopsAt end: TermTrace.Value,
        _ parts: inout [TermTrace]
    ) -> TermTrace.Value {
        var value: TermTrace.Value = end == .isTrue ? .isFalse : .isTrue
        var isDecided = false
        for operand in expression.terms {
            guard !isDecided else {
                parts.append(unreached(operand))
                continue
            }
            let part = term(operand)
            parts.append(part)
            guard part.value != value else { continue }
            isDecided = true
            value = part.value
        }
        return value
    }

    private func conditional(_ expression: Expression, _ parts: inout [TermTrace]) -> TermTrace.Value {
        let branches = expression.terms
        let test = term(branches[0])
        switch test.value {
        case .isTrue: parts = [test, term(branches[1]), unreached(branches[2])]
        case .isFalse: parts = [test, unreached(branches[1]), term(branches[2])]
        case .failed, .notReached: parts = [test, unreached(branches[1]), unreached(branches[2])]
        }
        switch test.value {
        case .isTrue: return parts[1].value
        case .isFalse: return parts[2].value
        case .failed, .notReached: return test.value
        }
    }
}

extension TermTrace {
    fileprivate func with(_ value: Value) -> TermTrace {
        TermTrace(expression: expression, form: form, value: value, parts: parts)
    }
}

extension TermTrace.Value {
    /// The value of the negation.
    fileprivate var negated: TermTrace.Value {
        switch self {
        case .isTrue: .isFalse
        case .isFalse: .isTrue
        case .failed, .notReached: self
        }
    }
}

extension Expression {
    fileprivate var form: TermTrace.Form {
        switch kind {
        case .and: .all
        case .or: .any
        case .unary(.not, _): .negation
        case .conditional: .conditional
        default: .leaf
        }
    }

    fileprivate var terms: [Expression] {
        switch kind {
        case .and(let parts), .or(let parts): parts
        case .unary(.not, let operand): [operand]
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        default: []
        }
    }
}
