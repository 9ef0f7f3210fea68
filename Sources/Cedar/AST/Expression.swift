package import StrictJSON

/// One expression of a policy, with the bytes it was written in.
package struct Expression: Hashable, Sendable {
    /// What the expression is.
    package let kind: Kind
    /// Where it was written.
    package let span: SourceSpan
    /// The height of the tree below, itself included; checked against limits before anything recurses into it.
    package let depth: Int32

    /// An expression whose depth follows from its parts; rows are brought into their one form.
    package init(_ kind: Kind, _ span: SourceSpan) {
        let kind = kind.withWholeRow
        self.kind = kind
        self.span = span
        depth = 1 + kind.childDepth
    }

    /// Whether two expressions are written alike, wherever they stand.
    package static func == (left: Expression, right: Expression) -> Bool {
        left.depth == right.depth && left.kind == right.kind
    }

    /// Agrees with `==`: the place does not count.
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }

    /// The forms of expressions.
    ///
    /// `and` and `or` hold two or more operands, evaluated from the left, so that long lists of alternatives
    /// do not make deep trees; how such a row was put in parentheses is kept where it may matter to a reader.
    package indirect enum Kind: Hashable, Sendable {
        case literal(CedarValue)
        case variable(Variable)
        case conditional(Expression, then: Expression, otherwise: Expression)
        case and([Expression])
        case or([Expression])
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case like(Expression, Pattern)
        case isType(Expression, type: ExactString)
        case isIn(Expression, type: ExactString, Expression)
        case has(Expression, path: [AttributeName])
        case attribute(Expression, AttributeName)
        case set([Expression])
        case record([RecordField])
        case call(ExtensionFunction, [Expression])

        var childDepth: Int32 {
            switch self {
            case .literal, .variable: 0
            case .conditional(let test, let then, let otherwise): max(test.depth, then.depth, otherwise.depth)
            case .and(let parts), .or(let parts), .set(let parts), .call(_, let parts):
                parts.reduce(0) { max($0, $1.depth) }
            case .unary(_, let operand), .like(let operand, _), .isType(let operand, _),
                .attribute(let operand, _):
                operand.depth
            // A path stands for one `has` and one attribute per step.
            case .has(let operand, let path): operand.depth + Int32(clamping: path.count)
            case .binary(_, let left, let right), .isIn(let left, _, let right): max(left.depth, right.depth)
            case .record(let fields): fields.reduce(0) { max($0, $1.value.depth) }
            }
        }
    }
}

extension Expression {
    /// `e has a.b` written out: `e has a && e.a has b`.
    static func hasEach(_ path: [AttributeName], of target: Expression) -> Expression {
        var target = target
        var tests: [Expression] = []
        for name in path {
            tests.append(Expression(.has(target, path: [name]), target.span))
            target = Expression(.attribute(target, name), target.span)
        }
        return tests.count == 1 ? tests[0] : Expression(.and(tests), target.span)
    }
}

/// The four facts of a request that an expression can name.
package enum Variable: String, Sendable, CaseIterable {
    case principal, action, resource, context
}

/// An attribute name as written, in an access or a `has`.
package struct AttributeName: Hashable, Sendable {
    /// The name, compared as bytes.
    package let name: ExactString
    /// Where it was written.
    package let span: SourceSpan

    /// By name alone.
    package static func == (left: AttributeName, right: AttributeName) -> Bool { left.name == right.name }

    /// Agrees with `==`.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// One `name: expression` of a record literal.
package struct RecordField: Hashable, Sendable {
    /// The name; unique in its record.
    package let name: ExactString
    /// The value's expression.
    package let value: Expression
}
