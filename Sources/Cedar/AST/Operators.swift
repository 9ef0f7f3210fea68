/// Operators with one operand.
package enum UnaryOperator: String, Sendable {
    /// `!e`
    case not = "!"
    /// `-e`
    case negate = "-"
    /// `e.isEmpty()`
    case isEmpty
}

/// Operators and built-in methods with two operands.
package enum BinaryOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case contains, containsAll, containsAny, getTag, hasTag
}
