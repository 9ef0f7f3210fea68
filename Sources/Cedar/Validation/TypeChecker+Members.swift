import StrictJSON

/// Attributes, tags, sets and calls.
extension TypeChecker {
    /// `e has a.b.c` means `e has a && e.a has b && e.a.b has c`, without typing a part twice.
    func has(
        _ operand: Expression,
        _ path: [AttributeName],
        _ known: Capabilities
    ) throws(TypeProblem) -> Typing {
        var target = operand
        var type = try typing(operand, known).type
        var result = Typing.bool(.always)
        for (index, name) in path.enumerated() {
            let known = known.union(result.capabilities)
            let step = try has(name, target, type, known)
            guard step.type != .bool(.never) else { return .bool(.never) }
            let truth: SchemaType = step.type == .bool(.always) ? result.type : step.type
            result = Typing(type: truth, capabilities: result.capabilities.union(step.capabilities))
            guard index + 1 < path.count else { break }
            type = try attribute(name, of: target, type, known.union(result.capabilities))
            target = Expression(.attribute(target, name), operand.span.joined(name.span))
        }
        return result
    }

    private func has(
        _ name: AttributeName,
        _ target: Expression,
        _ type: SchemaType,
        _ known: Capabilities
    ) throws(TypeProblem) -> Typing {
        let capability = Typing.Capability(target: target, key: .attribute(name.name))
        let attribute: RecordShape.Attribute?
        var isCertain = false
        switch type {
        case .record(let shape):
            attribute = shape[name.name]
            isCertain = attribute?.isRequired == true
        case .entity(let entity):
            // An entity may be unknown altogether, so even a required attribute may be absent.
            attribute = try shape(of: entity, target)?[name.name]
        default: throw mismatch("an entity or a record", type, target)
        }
        guard attribute != nil else { return .bool(.never) }
        return isCertain || known.contains(capability) ? .bool(.always) : .bool(.any, [capability])
    }

    /// The type of an attribute that is there, by its declaration or by a `has` before.
    func attribute(
        _ name: AttributeName,
        of operand: Expression,
        _ type: SchemaType,
        _ known: Capabilities
    ) throws(TypeProblem) -> SchemaType {
        let shape: RecordShape
        switch type {
        case .record(let fields): shape = fields
        case .entity(let entity):
            guard let attributes = try self.shape(of: entity, operand) else {
                throw TypeProblem(message: "actions have no attributes", span: name.span)
            }
            shape = attributes
        default: throw mismatch("an entity or a record", type, operand)
        }
        guard let attribute = shape[name.name] else {
            let hint = Suggestion.clause(for: name.name.value, among: shape.attributes.map(\.name.value))
            throw TypeProblem(message: "unknown attribute `\(name.name)`\(hint)", span: name.span)
        }
        let capability = Typing.Capability(target: operand, key: .attribute(name.name))
        guard attribute.isRequired || known.contains(capability) else {
            throw TypeProblem(
                message: "attribute `\(name.name)` may be absent, test it with `has` first",
                span: name.span
            )
        }
        return attribute.type
    }

    /// The attributes of an entity type; nil for actions, which have none.
    private func shape(
        of entity: ExactString,
        _ operand: Expression
    ) throws(TypeProblem) -> RecordShape? {
        if let definition = schema.entityTypes[entity] { return definition.shape }
        guard schema.isActionType(entity) else {
            throw TypeProblem(message: "unknown entity type `\(entity)`", span: operand.span)
        }
        return nil
    }

    func hasTag(_ left: Expression, _ right: Expression, _ known: Capabilities) throws(TypeProblem) -> Typing
    {
        let entity = try entity(left, known)
        try expect(.string, right, known)
        guard schema.entityTypes[entity]?.tags != nil else { return .bool(.never) }
        let capability = Typing.Capability(target: left, key: .tag(right))
        return known.contains(capability) ? .bool(.always) : .bool(.any, [capability])
    }

    func getTag(
        _ left: Expression,
        _ right: Expression,
        _ known: Capabilities,
        _ span: SourceSpan
    ) throws(TypeProblem) -> SchemaType {
        let entity = try entity(left, known)
        try expect(.string, right, known)
        guard let type = schema.entityTypes[entity]?.tags else {
            throw TypeProblem(message: "entities of type `\(entity)` have no tags", span: span)
        }
        guard known.contains(Typing.Capability(target: left, key: .tag(right))) else {
            throw TypeProblem(message: "the tag may be absent, test it with `hasTag` first", span: span)
        }
        return type
    }

    /// The type of a set literal: its elements must join, and there must be one.
    func set(
        _ elements: [Expression],
        _ known: Capabilities,
        _ span: SourceSpan
    ) throws(TypeProblem) -> SchemaType {
        var joined: SchemaType?
        for element in elements {
            let type = try typing(element, known).type
            guard let before = joined else {
                joined = type
                continue
            }
            guard let both = before.joined(type) else {
                throw TypeProblem(
                    message: "a set cannot hold both `\(before)` and `\(type)`",
                    span: element.span
                )
            }
            joined = both
        }
        guard let joined else { throw TypeProblem(message: "an empty set has no type", span: span) }
        return .set(joined)
    }

    func call(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        _ known: Capabilities,
        _ span: SourceSpan
    ) throws(TypeProblem) -> SchemaType {
        var types: [SchemaType] = []
        for argument in arguments { types.append(try typing(argument, known).type) }
        if function.isConstructor { return try constructor(function, arguments, span) }
        guard types == function.parameters.map(SchemaType.ext) else {
            let found = types.map(\.description).joined(separator: ", ")
            throw TypeProblem(
                message: "`\(function.rawValue)` takes \(function.signature), found (\(found))",
                span: span
            )
        }
        return function.result
    }

    /// A constructor takes one literal string, which is checked here so that it cannot fail later.
    private func constructor(
        _ function: ExtensionFunction,
        _ arguments: [Expression],
        _ span: SourceSpan
    ) throws(TypeProblem) -> SchemaType {
        guard arguments.count == 1, case .literal(let value) = arguments[0].kind, case .string = value else {
            throw TypeProblem(message: "`\(function.rawValue)` takes one string in quotes", span: span)
        }
        do { _ = try function.call([value]) } catch {
            guard case .invalid(let message) = error else { return function.result }
            throw TypeProblem(message: "`\(function.rawValue)`: \(message)", span: arguments[0].span)
        }
        return function.result
    }
}

extension ExtensionFunction {
    /// The types of a method's receiver and arguments; empty for constructors.
    fileprivate var parameters: [ExtensionType] {
        switch self {
        case .decimal, .ip, .datetime, .duration: []
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: [.decimal, .decimal]
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: [.ipaddr]
        case .isInRange: [.ipaddr, .ipaddr]
        case .offset: [.datetime, .duration]
        case .durationSince: [.datetime, .datetime]
        case .toDate, .toTime: [.datetime]
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: [.duration]
        }
    }

    /// The type of what a call gives.
    fileprivate var result: SchemaType {
        switch self {
        case .decimal: .ext(.decimal)
        case .ip: .ext(.ipaddr)
        case .datetime, .offset, .toDate: .ext(.datetime)
        case .duration, .durationSince, .toTime: .ext(.duration)
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: .long
        default: .bool(.any)
        }
    }
}
