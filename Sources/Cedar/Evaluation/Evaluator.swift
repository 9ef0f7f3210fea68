import StrictJSON

/// The plain evaluator: the meaning of expressions, for one request over some entities.
///
/// Follows the Lean specification (cedar-spec, `Cedar/Spec/Evaluator.lean`). A faster form may stand beside it;
/// this one stays the reference.
package struct Evaluator: Sendable {
    let request: CedarRequest
    let entities: Entities

    /// An evaluator for one request.
    package init(request: CedarRequest, entities: Entities) {
        self.request = request
        self.entities = entities
    }

    /// The value of an expression.
    ///
    /// - Throws: the first error in evaluation order; `&&`, `||` and `if` do not evaluate what they do not need.
    package func evaluate(_ expression: Expression) throws(EvaluationError) -> CedarValue {
        guard expression.depth <= Self.maxDepth else {
            throw EvaluationError(reason: .tooDeep, span: expression.span)
        }
        return try value(expression)
    }

    /// Whether a clause holds: a `when` that is true, or an `unless` that is false.
    package func holds(_ condition: Condition) throws(EvaluationError) -> Bool {
        let value = try bool(try evaluate(condition.body), at: condition.body.span)
        return condition.kind == .when ? value : !value
    }

    /// The value of an expression that must be a boolean; what goes deeper than the limit must not come here.
    func truth(of expression: Expression) throws(EvaluationError) -> Bool { try bool(expression) }

    private func value(_ expression: Expression) throws(EvaluationError) -> CedarValue {
        switch expression.kind {
        case .literal(let value): return value
        case .variable(let variable): return request.value(of: variable)
        case .conditional(let test, let then, let otherwise):
            return try value(try bool(test) ? then : otherwise)
        case .and(let parts):
            for part in parts where try !bool(part) { return .bool(false) }
            return .bool(true)
        case .or(let parts):
            for part in parts where try bool(part) { return .bool(true) }
            return .bool(false)
        case .unary(let symbol, let operand): return try unary(symbol, operand)
        case .binary(let symbol, let left, let right): return try binary(symbol, left, right, expression.span)
        case .like(let operand, let pattern):
            return .bool(pattern.matches(try string(operand).value.utf8))
        case .isType(let operand, let type): return .bool(try entity(operand).type == type)
        case .isIn(let operand, let type, let container):
            let uid = try entity(operand)
            guard uid.type == type else { return .bool(false) }
            return .bool(try isEntity(uid, in: try value(container), at: container.span))
        case .has(let operand, let path): return .bool(try has(operand, path))
        case .attribute(let operand, let name):
            return try attribute(name, of: try value(operand), at: operand.span)
        case .set(let elements): return .set(of: try values(elements))
        case .record(let fields):
            var members: [(ExactString, CedarValue)] = []
            for field in fields { members.append((field.name, try value(field.value))) }
            return .record(CedarRecord(members))
        case .call(let function, let arguments): return try call(function, arguments, expression.span)
        }
    }

    private func values(_ expressions: [Expression]) throws(EvaluationError) -> [CedarValue] {
        var values: [CedarValue] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try value(expression)) }
        return values
    }

    // MARK: Operators

    private func unary(_ symbol: UnaryOperator, _ operand: Expression) throws(EvaluationError) -> CedarValue {
        switch symbol {
        case .not: return .bool(try !bool(operand))
        case .isEmpty: return .bool(try set(operand).isEmpty)
        case .negate:
            let number = try long(operand)
            guard number != .min else { throw error(.overflow("`-`"), operand.span) }
            return .long(-number)
        }
    }

    private func binary(
        _ symbol: BinaryOperator,
        _ left: Expression,
        _ right: Expression,
        _ span: SourceSpan
    ) throws(EvaluationError) -> CedarValue {
        let first = try value(left)
        let second = try value(right)
        switch symbol {
        case .equal: return .bool(first == second)
        case .notEqual: return .bool(first != second)
        case .less: return .bool(try isLess(first, second, left.span, right.span))
        case .greaterOrEqual: return .bool(try !isLess(first, second, left.span, right.span))
        case .greater: return .bool(try isLess(second, first, right.span, left.span))
        case .lessOrEqual: return .bool(try !isLess(second, first, right.span, left.span))
        case .add, .subtract, .multiply:
            let one = try long(first, at: left.span)
            return .long(try arithmetic(symbol, one, try long(second, at: right.span), span))
        case .isIn: return .bool(try isEntity(try entity(first, at: left.span), in: second, at: right.span))
        case .contains: return .bool(try set(first, at: left.span).contains(second))
        case .containsAll:
            let whole = try set(first, at: left.span)
            return .bool(try set(second, at: right.span).isSubset(of: whole))
        case .containsAny:
            let one = try set(first, at: left.span)
            return .bool(one.intersects(try set(second, at: right.span)))
        case .hasTag:
            let uid = try entity(first, at: left.span)
            let tag = try string(second, at: right.span)
            return .bool(entities[uid]?.tags.contains(tag) == true)
        case .getTag:
            let uid = try entity(first, at: left.span)
            let tag = try string(second, at: right.span)
            guard let known = entities[uid] else { throw error(.entityDoesNotExist(uid), left.span) }
            guard let value = known.tags[tag] else { throw error(.tagDoesNotExist(tag, uid), right.span) }
            return value
        }
    }

    private func arithmetic(
        _ symbol: BinaryOperator,
        _ left: Int64,
        _ right: Int64,
        _ span: SourceSpan
    ) throws(EvaluationError) -> Int64 {
        let (result, overflow) =
            switch symbol {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            default: left.multipliedReportingOverflow(by: right)
            }
        guard !overflow else { throw error(.overflow("`\(left) \(symbol.rawValue) \(right)`"), span) }
        return result
    }

    /// Order exists between two longs, two datetimes or two durations; decimals have methods instead.
    private func isLess(
        _ left: CedarValue,
        _ right: CedarValue,
        _ leftSpan: SourceSpan,
        _ rightSpan: SourceSpan
    ) throws(EvaluationError) -> Bool {
        switch (left, right) {
        case (.long(let one), .long(let other)): return one < other
        case (.datetime(let one), .datetime(let other)): return one < other
        case (.duration(let one), .duration(let other)): return one < other
        case (.long, _): throw mismatch("long", right, rightSpan)
        case (.datetime, _): throw mismatch("datetime", right, rightSpan)
        case (.duration, _): throw mismatch("duration", right, rightSpan)
        default: throw mismatch("long, datetime or duration", left, leftSpan)
        }
    }

    /// Whether an entity is in another, or in one of a set; every member of the set must be an entity.
    private func isEntity(
        _ uid: EntityUID,
        in container: CedarValue,
        at span: SourceSpan
    ) throws(EvaluationError) -> Bool {
        switch container {
        case .entity(let other): return entities.isEntity(uid, in: other)
        case .set(let set):
            var others: [EntityUID] = []
            for member in set.elements { others.append(try entity(member, at: span)) }
            return others.contains { entities.isEntity(uid, in: $0) }
        default: throw mismatch("entity or set of entities", container, span)
        }
    }

    // MARK: Attributes

    /// `e has a.b.c`: each step but the last must also be an entity or a record.
    private func has(_ operand: Expression, _ path: [AttributeName]) throws(EvaluationError) -> Bool {
        var target = try value(operand)
        for (index, name) in path.enumerated() {
            let span = index == 0 ? operand.span : path[index - 1].span
            let next: CedarValue?
            switch target {
            case .record(let record): next = record[name.name]
            case .entity(let uid): next = entities[uid]?.attributes[name.name]
            default: throw mismatch("entity or record", target, span)
            }
            guard let next else { return false }
            target = next
        }
        return true
    }

    private func attribute(
        _ name: AttributeName,
        of target: CedarValue,
        at span: SourceSpan
    ) throws(EvaluationError) -> CedarValue {
        let record: CedarRecord
        switch target {
        case .record(let value): record = value
        case .entity(let uid):
            guard let known = entities[uid] else { throw error(.entityDoesNotExist(uid), span) }
            record = known.attributes
        default: throw mismatch("entity or record", target, span)
        }
        guard let value = record[name.name] else {
            let hint = Suggestion.nearest(to: name.name.value, among: record.fields.lazy.map(\.name.value))
            throw error(.attributeDoesNotExist(name.name, hint: hint), name.span)
        }
        return value
    }

    private func call(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        _ span: SourceSpan
    ) throws(EvaluationError) -> CedarValue {
        let values = try values(arguments)
        do { return try function.call(values) } catch {
            switch error {
            case .wrongArguments:
                let found = values.map(\.typeName).joined(separator: ", ")
                throw self.error(.typeError(expected: function.signature, found: "(\(found))"), span)
            case .invalid(let message):
                throw self.error(.extensionFailure(function: function, message), span)
            }
        }
    }

    // MARK: Types

    private func bool(_ expression: Expression) throws(EvaluationError) -> Bool {
        try bool(try value(expression), at: expression.span)
    }

    private func bool(_ value: CedarValue, at span: SourceSpan) throws(EvaluationError) -> Bool {
        guard case .bool(let bool) = value else { throw mismatch("bool", value, span) }
        return bool
    }

    private func long(_ expression: Expression) throws(EvaluationError) -> Int64 {
        try long(try value(expression), at: expression.span)
    }

    private func long(_ value: CedarValue, at span: SourceSpan) throws(EvaluationError) -> Int64 {
        guard case .long(let number) = value else { throw mismatch("long", value, span) }
        return number
    }

    private func string(_ expression: Expression) throws(EvaluationError) -> ExactString {
        try string(try value(expression), at: expression.span)
    }

    private func string(_ value: CedarValue, at span: SourceSpan) throws(EvaluationError) -> ExactString {
        guard case .string(let text) = value else { throw mismatch("string", value, span) }
        return text
    }

    private func entity(_ expression: Expression) throws(EvaluationError) -> EntityUID {
        try entity(try value(expression), at: expression.span)
    }

    private func entity(_ value: CedarValue, at span: SourceSpan) throws(EvaluationError) -> EntityUID {
        guard case .entity(let uid) = value else { throw mismatch("entity", value, span) }
        return uid
    }

    private func set(_ expression: Expression) throws(EvaluationError) -> ValueSet {
        try set(try value(expression), at: expression.span)
    }

    private func set(_ value: CedarValue, at span: SourceSpan) throws(EvaluationError) -> ValueSet {
        guard case .set(let set) = value else { throw mismatch("set", value, span) }
        return set
    }

    private func mismatch(_ expected: String, _ found: CedarValue, _ span: SourceSpan) -> EvaluationError {
        error(.typeError(expected: expected, found: found.typeName), span)
    }

    private func error(_ reason: EvaluationError.Reason, _ span: SourceSpan) -> EvaluationError {
        EvaluationError(reason: reason, span: span)
    }

    /// Deeper than the parser makes trees; reached only by expressions built in other ways.
    static let maxDepth: Int32 = 500
}
