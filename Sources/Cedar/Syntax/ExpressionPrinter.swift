import StrictJSON

extension Expression {
    /// The expression as a policy has it, on one line, with no more parentheses than it needs.
    package var text: String { ExpressionPrinter.text(self, atLeast: .conditional) }
}

/// Writes expressions; reading the text gives the same expression again.
private enum ExpressionPrinter {
    /// How tightly a form binds, the loosest first.
    enum Level: Int {
        case conditional, or, and, relation, sum, product, unary, member
    }

    static func text(_ expression: Expression, atLeast level: Level) -> String {
        let own = self.level(of: expression.kind)
        let text = text(expression.kind)
        return own.rawValue < level.rawValue ? "(\(text))" : text
    }

    private static func level(of kind: Expression.Kind) -> Level {
        switch kind {
        case .literal(.long(let value)): value < 0 ? .unary : .member
        case .literal, .variable, .set, .record, .call, .attribute: .member
        case .conditional: .conditional
        case .and: .and
        case .or: .or
        case .unary(.isEmpty, _): .member
        case .unary: .unary
        case .binary(let symbol, _, _): level(of: symbol)
        case .like, .isType, .isIn, .has: .relation
        }
    }

    private static func level(of symbol: BinaryOperator) -> Level {
        switch symbol {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: .relation
        case .add, .subtract: .sum
        case .multiply: .product
        case .contains, .containsAll, .containsAny, .getTag, .hasTag: .member
        }
    }

    private static func text(_ kind: Expression.Kind) -> String {
        switch kind {
        case .literal(let value): value.description
        case .variable(let variable): variable.rawValue
        case .conditional(let test, let then, let otherwise):
            "if \(text(test, atLeast: .conditional)) then \(text(then, atLeast: .conditional))"
                + " else \(text(otherwise, atLeast: .conditional))"
        case .and(let parts): parts.map { text($0, atLeast: .relation) }.joined(separator: " && ")
        case .or(let parts): parts.map { text($0, atLeast: .and) }.joined(separator: " || ")
        case .unary(.isEmpty, let operand): "\(text(operand, atLeast: .member)).isEmpty()"
        case .unary(let symbol, let operand): signed(symbol, operand)
        case .binary(let symbol, let left, let right): binary(symbol, left, right)
        case .like(let operand, let pattern): "\(text(operand, atLeast: .sum)) like \(pattern.text)"
        case .isType(let operand, let type): "\(text(operand, atLeast: .sum)) is \(type)"
        case .isIn(let operand, let type, let container):
            "\(text(operand, atLeast: .sum)) is \(type) in \(text(container, atLeast: .sum))"
        case .has(let operand, let path):
            "\(text(operand, atLeast: .sum)) has \(path.map { name($0.name) }.joined(separator: "."))"
        case .attribute(let operand, let name): text(operand, atLeast: .member) + access(name.name)
        case .set(let elements): "[\(list(elements))]"
        case .record(let fields):
            "{"
                + fields.map { "\(Quoting.quoted($0.name.value)): \(text($0.value, atLeast: .conditional))" }
                .joined(separator: ", ") + "}"
        case .call(let function, let arguments): call(function, arguments)
        }
    }

    private static func binary(_ symbol: BinaryOperator, _ left: Expression, _ right: Expression) -> String {
        switch level(of: symbol) {
        case .member:
            "\(text(left, atLeast: .member)).\(symbol.rawValue)(\(text(right, atLeast: .conditional)))"
        case .sum:
            "\(text(left, atLeast: .sum)) \(symbol.rawValue) \(text(right, atLeast: .product))"
        case .product:
            "\(text(left, atLeast: .product)) \(symbol.rawValue) \(text(right, atLeast: .unary))"
        default: "\(text(left, atLeast: .sum)) \(symbol.rawValue) \(text(right, atLeast: .sum))"
        }
    }

    /// Up to four signs in a row, as the grammar has it; a number would be taken for part of the minus before it.
    private static func signed(_ symbol: UnaryOperator, _ operand: Expression) -> String {
        var signs = symbol.rawValue
        var rest = operand
        while signs.utf8.count < 4, case .unary(symbol, let inner) = rest.kind {
            signs += symbol.rawValue
            rest = inner
        }
        guard symbol == .negate, case .literal(.long(let value)) = rest.kind else {
            return signs + text(rest, atLeast: .member)
        }
        return value < 0 && signs.utf8.count < 4 ? "\(signs)\(value)" : "\(signs)(\(value))"
    }

    private static func call(_ function: ExtensionFunction, _ arguments: [Expression]) -> String {
        guard !function.isConstructor, let receiver = arguments.first else {
            return "\(function.rawValue)(\(list(arguments)))"
        }
        return
            "\(text(receiver, atLeast: .member)).\(function.rawValue)(\(list(Array(arguments.dropFirst()))))"
    }

    private static func list(_ parts: [Expression]) -> String {
        parts.map { text($0, atLeast: .conditional) }.joined(separator: ", ")
    }

    private static func access(_ name: ExactString) -> String {
        TypeName.isIdentifier(name) ? ".\(name)" : "[\(Quoting.quoted(name.value))]"
    }

    private static func name(_ name: ExactString) -> String {
        TypeName.isIdentifier(name) ? name.value : Quoting.quoted(name.value)
    }
}

extension Pattern {
    /// The pattern in quotes, stars of the text escaped.
    fileprivate var text: String {
        let runs = segments.map { segment in
            Quoting.quoted(String(decoding: segment, as: UTF8.self)).unicodeScalars.dropFirst().dropLast()
                .reduce(into: "") { $0 += $1 == "*" ? "\\*" : String($1) }
        }
        return "\"\(runs.joined(separator: "*"))\""
    }
}
