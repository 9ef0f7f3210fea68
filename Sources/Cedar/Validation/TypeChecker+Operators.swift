import StrictJSON

/// Unary and binary operators.
extension TypeChecker {
    mutating func unary(_ symbol: UnaryOperator, _ operand: Expression) -> Typing {
        switch symbol {
        case .not: return .bool(boolean(operand).truth.negated)
        case .negate:
            expect(.long, operand)
            return Typing(type: .long)
        case .isEmpty:
            _ = element(of: operand)
            return .bool(.any)
        }
    }

    mutating func binary(
        _ symbol: BinaryOperator,
        _ left: Expression,
        _ right: Expression,
        _ span: SourceSpan
    ) -> Typing {
        switch symbol {
        case .equal: return .bool(equality(left, right, span))
        case .notEqual: return .bool(equality(left, right, span).negated)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            order(left, right)
            return .bool(.any)
        case .add, .subtract, .multiply:
            expect(.long, left)
            expect(.long, right)
            return Typing(type: .long)
        case .isIn: return .bool(membership(left, entity(left, hint: Self.containsHint), in: right, span))
        case .contains:
            let element = element(of: left)
            expectJoin(element, typing(right).type, span)
            return .bool(.any)
        case .containsAll, .containsAny:
            let element = element(of: left)
            expectJoin(element, self.element(of: right), span)
            return .bool(.any)
        case .hasTag: return hasTag(left, right, span)
        case .getTag: return getTag(left, right, span)
        }
    }

    private mutating func equality(
        _ left: Expression,
        _ right: Expression,
        _ span: SourceSpan
    ) -> SchemaType.Truth {
        let one = typing(left).type
        let other = typing(right).type
        if let first = literal(left), let second = literal(right) {
            return first == second ? .always : .never
        }
        guard let one, let other else { return .any }
        if let first = one.entityTypes, let second = other.entityTypes {
            return Set(first).isDisjoint(with: second) ? .never : .any
        }
        if mode == .strict, one.joined(other, mode) == nil {
            report("`\(one)` and `\(other)` are never equal", at: span)
        }
        return .any
    }

    private mutating func order(_ left: Expression, _ right: Expression) {
        let one = typing(left).type
        let other = typing(right).type
        guard let one else {
            if let other, !Self.ordered.contains(other) { reportOrder(Self.orderedNames, other, right) }
            return
        }
        if Self.ordered.contains(one) {
            if let other, one != other { reportOrder("\(one)", other, right) }
        } else if let other, Self.ordered.contains(other) {
            reportOrder("\(other)", one, left)
        } else {
            reportOrder(Self.orderedNames, one, left)
        }
    }

    private mutating func reportOrder(_ expected: String, _ found: SchemaType, _ expression: Expression) {
        let hint = found == .ext(.decimal) ? ", decimals have `.lessThan(...)` and `.greaterThan(...)`" : ""
        reportMismatch(expected, found, expression, hint: hint)
    }

    /// The value of a literal; the action of the request counts as one.
    private func literal(_ expression: Expression) -> CedarValue? {
        switch expression.kind {
        case .literal(let value): value
        case .variable(.action): .entity(environment.action.uid)
        default: nil
        }
    }

    /// Whether an entity's type is the given one.
    func test(_ found: SchemaType?, _ type: ExactString) -> SchemaType.Truth {
        switch found {
        case .entity(let name): name == type ? .always : .never
        case .anyEntity(let names): names.contains(type) ? .any : .never
        default: .any
        }
    }

    mutating func membership(
        _ left: Expression,
        _ subject: Typing,
        in right: Expression,
        _ span: SourceSpan
    ) -> SchemaType.Truth {
        _ = read(subject.reach, at: span)
        guard let type = typing(right).type else { return .any }
        let container = if case .set(let element) = type { element } else { type }
        guard container.entityTypes != nil || container == .never else {
            reportMismatch("an entity or a set of entities", type, right)
            return .any
        }
        if case .entity(let action) = literal(left), let definition = schema.actions[action],
            let containers = entities(right)
        {
            let isIn = containers.contains { $0 == action || definition.ancestors.contains($0) }
            return isIn ? .always : .never
        }
        guard let types = subject.type?.entityTypes, let containers = container.entityTypes else {
            return .any
        }
        let canBe = types.contains { type in containers.contains { schema.canBeIn(type, $0) } }
        return canBe ? .any : .never
    }

    /// The entities that a literal, or a set of literals, names.
    private func entities(_ expression: Expression) -> [EntityUID]? {
        if case .entity(let uid) = literal(expression) { return [uid] }
        guard case .set(let elements) = expression.kind else { return nil }
        var uids: [EntityUID] = []
        for element in elements {
            guard case .entity(let uid) = literal(element) else { return nil }
            uids.append(uid)
        }
        return uids
    }

    private mutating func expectJoin(_ one: SchemaType?, _ other: SchemaType?, _ span: SourceSpan) {
        guard mode == .strict, let one, let other, one.joined(other, mode) == nil else { return }
        report("a set of `\(one)` never holds `\(other)`", at: span)
    }

    private static let containsHint = ", other values are looked for with `[...].contains(...)`"
    private static let ordered: [SchemaType] = [.long, .ext(.datetime), .ext(.duration)]
    private static let orderedNames = "Long, datetime or duration"
}
