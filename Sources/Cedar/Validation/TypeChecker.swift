import StrictJSON

/// Works out types for one kind of request, in strict mode.
///
/// Follows the Lean specification (cedar-spec, `Cedar/Validation/Typechecker.lean`): booleans whose value is
/// known cut off what is never evaluated, `has` and `hasTag` give capabilities to what they guard.
struct TypeChecker {
    let schema: Schema
    let environment: RequestEnvironment

    typealias Capabilities = Typing.Capabilities

    /// The type of an expression where the given capabilities hold.
    func typing(_ expression: Expression, _ known: Capabilities) throws(TypeProblem) -> Typing {
        switch expression.kind {
        case .literal(let value): return Typing(type: try type(of: value, at: expression.span))
        case .variable(let variable): return Typing(type: type(of: variable))
        case .conditional(let test, let then, let otherwise):
            return try conditional(test, then, otherwise, known, expression.span)
        case .and(let parts): return try conjunction(parts, known)
        case .or(let parts): return try alternatives(parts, known)
        case .unary(let symbol, let operand): return try unary(symbol, operand, known)
        case .binary(let symbol, let left, let right):
            return try binary(symbol, left, right, known, expression.span)
        case .like(let operand, _):
            try expect(.string, operand, known)
            return .bool(.any)
        case .isType(let operand, let type):
            return .bool(try entity(operand, known) == type ? .always : .never)
        case .isIn(let operand, let type, let container):
            guard try entity(operand, known) == type else { return .bool(.never) }
            return .bool(try membership(operand, of: type, in: container, known))
        case .has(let operand, let path): return try has(operand, path, known)
        case .attribute(let operand, let name):
            let type = try typing(operand, known).type
            return Typing(type: try attribute(name, of: operand, type, known))
        case .set(let elements): return Typing(type: try set(elements, known, expression.span))
        case .record(let fields):
            var attributes: [RecordShape.Attribute] = []
            for field in fields {
                let type = try typing(field.value, known).type
                attributes.append(.init(name: field.name, type: type, isRequired: true))
            }
            return Typing(type: .record(RecordShape(attributes)))
        case .call(let function, let arguments):
            return Typing(type: try call(function, arguments, known, expression.span))
        }
    }

    private func type(of value: CedarValue, at span: SourceSpan) throws(TypeProblem) -> SchemaType {
        switch value {
        case .bool(let bool): return .bool(bool ? .always : .never)
        case .long: return .long
        case .string: return .string
        case .entity(let uid):
            guard schema.admits(uid) else {
                throw TypeProblem(message: "unknown entity `\(uid)`", span: span)
            }
            return .entity(uid.type)
        default: throw TypeProblem(message: "a \(value.typeName) cannot be written as a literal", span: span)
        }
    }

    private func type(of variable: Variable) -> SchemaType {
        switch variable {
        case .principal: .entity(environment.principal)
        case .action: .entity(environment.action.uid.type)
        case .resource: .entity(environment.resource)
        case .context: .record(environment.action.context)
        }
    }

    // MARK: Booleans

    private func conditional(
        _ test: Expression,
        _ then: Expression,
        _ otherwise: Expression,
        _ known: Capabilities,
        _ span: SourceSpan
    ) throws(TypeProblem) -> Typing {
        let first = try boolean(test, known)
        switch first.truth {
        case .always:
            let typing = try typing(then, known.union(first.capabilities))
            return Typing(type: typing.type, capabilities: first.capabilities.union(typing.capabilities))
        case .never: return try typing(otherwise, known)
        case .any:
            let one = try typing(then, known.union(first.capabilities))
            let other = try typing(otherwise, known)
            guard let type = one.type.joined(other.type) else {
                throw TypeProblem(
                    message: "`then` has type `\(one.type)` and `else` has type `\(other.type)`",
                    span: span
                )
            }
            let capabilities = first.capabilities.union(one.capabilities).intersection(other.capabilities)
            return Typing(type: type, capabilities: capabilities)
        }
    }

    /// Operands of `&&` from the left; one that is never true cuts off the rest.
    func conjunction(_ parts: [Expression], _ known: Capabilities) throws(TypeProblem) -> Typing {
        var result = Typing.bool(.always)
        var truth = SchemaType.Truth.always
        for part in parts {
            let next = try boolean(part, known.union(result.capabilities))
            switch next.truth {
            case .never: return .bool(.never)
            case .always: break
            case .any: truth = .any
            }
            result = .bool(truth, result.capabilities.union(next.capabilities))
        }
        return result
    }

    /// Operands of `||` from the left; one that is always true cuts off the rest.
    private func alternatives(_ parts: [Expression], _ known: Capabilities) throws(TypeProblem) -> Typing {
        var truth = SchemaType.Truth.never
        var capabilities: Capabilities = []
        for (index, part) in parts.enumerated() {
            let next = try boolean(part, known)
            switch (truth, next.truth) {
            case (_, .always): return .bool(.always, truth == .never && index > 0 ? next.capabilities : [])
            case (.never, _): (truth, capabilities) = (next.truth, next.capabilities)
            case (_, .never): break
            default: (truth, capabilities) = (.any, capabilities.intersection(next.capabilities))
            }
        }
        return .bool(truth, capabilities)
    }

    private func boolean(
        _ expression: Expression,
        _ known: Capabilities
    ) throws(TypeProblem) -> (truth: SchemaType.Truth, capabilities: Capabilities) {
        let typing = try typing(expression, known)
        guard case .bool(let truth) = typing.type else { throw mismatch("Bool", typing.type, expression) }
        return (truth, typing.capabilities)
    }

    // MARK: Operators

    private func unary(
        _ symbol: UnaryOperator,
        _ operand: Expression,
        _ known: Capabilities
    ) throws(TypeProblem) -> Typing {
        switch symbol {
        case .not:
            let truth = try boolean(operand, known).truth
            return .bool(truth == .any ? .any : truth == .always ? .never : .always)
        case .negate:
            try expect(.long, operand, known)
            return Typing(type: .long)
        case .isEmpty:
            _ = try setElement(operand, known)
            return .bool(.any)
        }
    }

    private func binary(
        _ symbol: BinaryOperator,
        _ left: Expression,
        _ right: Expression,
        _ known: Capabilities,
        _ span: SourceSpan
    ) throws(TypeProblem) -> Typing {
        switch symbol {
        case .equal: return .bool(try equality(left, right, known, span))
        case .notEqual:
            let truth = try equality(left, right, known, span)
            return .bool(truth == .any ? .any : truth == .always ? .never : .always)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let type = try typing(left, known).type
            guard [.long, .ext(.datetime), .ext(.duration)].contains(type) else {
                throw mismatch("Long, datetime or duration", type, left)
            }
            try expect(type, right, known)
            return .bool(.any)
        case .add, .subtract, .multiply:
            try expect(.long, left, known)
            try expect(.long, right, known)
            return Typing(type: .long)
        case .isIn: return .bool(try membership(left, of: try entity(left, known), in: right, known))
        case .contains:
            let element = try setElement(left, known)
            try expectJoin(element, try typing(right, known).type, span)
            return .bool(.any)
        case .containsAll, .containsAny:
            let element = try setElement(left, known)
            try expectJoin(element, try setElement(right, known), span)
            return .bool(.any)
        case .hasTag: return try hasTag(left, right, known)
        case .getTag: return Typing(type: try getTag(left, right, known, span))
        }
    }

    private func equality(
        _ left: Expression,
        _ right: Expression,
        _ known: Capabilities,
        _ span: SourceSpan
    ) throws(TypeProblem) -> SchemaType.Truth {
        let one = try typing(left, known).type
        let other = try typing(right, known).type
        if let first = literal(left), let second = literal(right) {
            return first == second ? .always : .never
        }
        if one.joined(other) != nil { return .any }
        if case .entity = one, case .entity = other { return .never }
        throw TypeProblem(message: "`\(one)` and `\(other)` are never equal", span: span)
    }

    /// The value of a literal; the action of the request counts as one.
    private func literal(_ expression: Expression) -> CedarValue? {
        switch expression.kind {
        case .literal(let value): value
        case .variable(.action): .entity(environment.action.uid)
        default: nil
        }
    }

    private func membership(
        _ left: Expression,
        of type: ExactString,
        in right: Expression,
        _ known: Capabilities
    ) throws(TypeProblem) -> SchemaType.Truth {
        let containerType: ExactString
        switch try typing(right, known).type {
        case .entity(let name), .set(.entity(let name)): containerType = name
        case let other: throw mismatch("an entity or a set of entities", other, right)
        }
        if case .entity(let action) = literal(left), let definition = schema.actions[action],
            let containers = entities(right)
        {
            let isIn = containers.contains { $0 == action || definition.ancestors.contains($0) }
            return isIn ? .always : .never
        }
        return schema.canBeIn(type, containerType) ? .any : .never
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

    // MARK: Expectations

    /// The name of an entity's type.
    func entity(_ expression: Expression, _ known: Capabilities) throws(TypeProblem) -> ExactString {
        let type = try typing(expression, known).type
        guard case .entity(let name) = type else { throw mismatch("an entity", type, expression) }
        return name
    }

    func expect(_ type: SchemaType, _ expression: Expression, _ known: Capabilities) throws(TypeProblem) {
        let found = try typing(expression, known).type
        guard found == type else { throw mismatch("\(type)", found, expression) }
    }

    private func setElement(_ expression: Expression, _ known: Capabilities) throws(TypeProblem) -> SchemaType
    {
        let type = try typing(expression, known).type
        guard case .set(let element) = type else { throw mismatch("a set", type, expression) }
        return element
    }

    private func expectJoin(_ one: SchemaType, _ other: SchemaType, _ span: SourceSpan) throws(TypeProblem) {
        guard one.joined(other) == nil else { return }
        throw TypeProblem(message: "a set of `\(one)` never holds `\(other)`", span: span)
    }

    func mismatch(_ expected: String, _ found: SchemaType, _ expression: Expression) -> TypeProblem {
        TypeProblem(message: "expected \(expected), found `\(found)`", span: expression.span)
    }
}
