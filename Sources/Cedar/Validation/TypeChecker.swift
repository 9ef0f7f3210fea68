import StrictJSON

/// Works out types for one kind of request, and collects everything that is wrong on the way.
///
/// Follows the Lean specification (cedar-spec, `Cedar/Validation/Typechecker.lean`) and, in permissive mode, the
/// reference engine: booleans whose value is known cut off what is never evaluated, `has` and `hasTag` give
/// capabilities to what they guard.
struct TypeChecker {
    let schema: Schema
    let environment: RequestEnvironment
    let mode: ValidationMode
    /// How many entities may be read one after another; nil for any number (RFC 76).
    let maxLevel: Int?
    /// What holds at the part in hand, by the tests that guard it.
    var known: Capabilities = []
    /// The names in a `has` that the type at hand does not have, and the names that one does.
    var absent: [SourceSpan: (name: ExactString, type: SchemaType)] = [:]
    var present: Set<SourceSpan> = []
    /// What was found so far; an expression whose type is unknown has left at least one problem here, or names
    /// something that `UnknownNames` reports.
    private(set) var problems: [TypeProblem] = []

    typealias Capabilities = Typing.Capabilities

    init(schema: Schema, environment: RequestEnvironment, mode: ValidationMode, maxLevel: Int?) {
        self.schema = schema
        self.environment = environment
        self.mode = mode
        self.maxLevel = maxLevel
    }

    /// The type of an expression where what is known holds.
    mutating func typing(_ expression: Expression) -> Typing {
        switch expression.kind {
        case .literal(let value): return typing(of: value, at: expression.span)
        case .variable(let variable): return Typing(type: type(of: variable))
        case .conditional(let test, let then, let otherwise):
            return conditional(test, then, otherwise, expression.span)
        case .and(let parts): return conjunction(parts)
        case .or(let parts): return alternatives(parts)
        case .unary(let symbol, let operand): return unary(symbol, operand)
        case .binary(let symbol, let left, let right):
            return binary(symbol, left, right, expression.span)
        case .like(let operand, _):
            expect(.string, operand)
            return .bool(.any)
        case .isType(let operand, let type): return .bool(test(entity(operand).type, type))
        case .isIn(let operand, let type, let container):
            let subject = entity(operand)
            let truth = test(subject.type, type)
            if truth == .never { return .bool(.never) }
            let isIn = membership(operand, subject, in: container, expression.span)
            return .bool(truth == .always || isIn == .never ? isIn : .any)
        case .has(let operand, let path): return has(operand, path)
        case .attribute(let operand, let name):
            return attribute(name, of: operand, typing(operand))
        case .set(let elements): return set(elements, expression.span)
        case .record(let fields): return record(fields)
        case .call(let function, let arguments):
            return Typing(type: call(function, arguments, expression.span))
        }
    }

    private func typing(of value: CedarValue, at span: SourceSpan) -> Typing {
        switch value {
        case .bool(let bool): return .bool(bool ? .always : .never)
        case .long: return Typing(type: .long)
        case .string: return Typing(type: .string)
        case .entity(let uid):
            // One that the schema does not have is reported by `UnknownNames`.
            let isKnown = schema.admits(uid)
            let isAction = uid == environment.action.uid
            return Typing(type: isKnown ? .entity(uid.type) : nil, reach: isAction ? .request : .named(span))
        // The syntax has no literals of other types.
        default: return Typing(type: nil)
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

    private mutating func conditional(
        _ test: Expression,
        _ then: Expression,
        _ otherwise: Expression,
        _ span: SourceSpan
    ) -> Typing {
        let first = boolean(test)
        switch first.truth {
        case .always:
            var result = typing(then, knowing: first.capabilities)
            result.capabilities.formUnion(first.capabilities)
            return result
        case .never: return typing(otherwise)
        case .any:
            let one = typing(then, knowing: first.capabilities)
            let other = typing(otherwise)
            let capabilities = first.capabilities.union(one.capabilities).intersection(other.capabilities)
            return Typing(
                type: branches(one.type, other.type, span),
                capabilities: capabilities,
                reach: one.reach.or(other.reach)
            )
        }
    }

    private mutating func branches(
        _ one: SchemaType?,
        _ other: SchemaType?,
        _ span: SourceSpan
    ) -> SchemaType? {
        guard let one, let other else { return nil }
        if let type = one.joined(other, mode) { return type }
        report("`then` has type `\(one)` and `else` has type `\(other)`, expected one type", at: span)
        return nil
    }

    private mutating func typing(_ expression: Expression, knowing capabilities: Capabilities) -> Typing {
        let added = learn(capabilities)
        defer { known.subtract(added) }
        return typing(expression)
    }

    /// Adds to what is known: those that were not known before, to be forgotten later.
    private mutating func learn(_ capabilities: Capabilities) -> [Typing.Capability] {
        capabilities.filter { known.insert($0).inserted }
    }

    /// Operands of `&&` from the left; one that is never true cuts off the rest.
    mutating func conjunction(_ parts: [Expression]) -> Typing {
        var result = Typing.bool(.always)
        var truth = SchemaType.Truth.always
        var added: [Typing.Capability] = []
        defer { known.subtract(added) }
        for part in parts {
            let next = boolean(part)
            switch next.truth {
            case .never: return .bool(.never)
            case .always: break
            case .any: truth = .any
            }
            added += learn(next.capabilities)
            result.capabilities.formUnion(next.capabilities)
        }
        return .bool(truth, result.capabilities)
    }

    /// Operands of `||` from the left; one that is always true cuts off the rest.
    private mutating func alternatives(_ parts: [Expression]) -> Typing {
        var truth = SchemaType.Truth.never
        var capabilities: Capabilities = []
        for (index, part) in parts.enumerated() {
            let next = boolean(part)
            switch (truth, next.truth) {
            case (_, .always): return .bool(.always, truth == .never && index > 0 ? next.capabilities : [])
            case (.never, _): (truth, capabilities) = (next.truth, next.capabilities)
            case (_, .never): break
            default: (truth, capabilities) = (.any, capabilities.intersection(next.capabilities))
            }
        }
        return .bool(truth, capabilities)
    }

    mutating func boolean(
        _ expression: Expression
    ) -> (truth: SchemaType.Truth, capabilities: Capabilities) {
        let typing = typing(expression)
        guard let type = typing.type else { return (.any, typing.capabilities) }
        guard case .bool(let truth) = type else {
            reportMismatch("Bool", type, expression)
            return (.any, [])
        }
        return (truth, typing.capabilities)
    }

    // MARK: Expectations

    /// An operand that must be an entity; its type is nil when it is none.
    mutating func entity(_ expression: Expression, hint: String = "") -> Typing {
        let found = typing(expression)
        guard let type = found.type, type.entityTypes == nil else { return found }
        reportMismatch("an entity", type, expression, hint: hint)
        return Typing(type: nil)
    }

    mutating func expect(_ type: SchemaType, _ expression: Expression) {
        guard let found = typing(expression).type, found != type else { return }
        reportMismatch("\(type)", found, expression)
    }

    /// An operand that must be a set: the type of its elements.
    mutating func element(of expression: Expression) -> SchemaType? {
        guard let type = typing(expression).type else { return nil }
        if case .set(let element) = type { return element }
        reportMismatch("a set", type, expression)
        return nil
    }

    /// Reads an entity's data or ancestors: the reach of what is found there.
    ///
    /// Beyond the level, the problem is reported where it is first passed.
    mutating func read(_ reach: Reach, at span: SourceSpan) -> Reach {
        guard let maxLevel else { return .request }
        let (distance, named) = reach.distance
        for place in named {
            let message =
                "an entity named in the policy is not loaded under a level, expected one of the request"
            report(message, .beyondLevel, at: place)
        }
        if distance == maxLevel {
            let count = distance == 0 ? "1 entity" : "\(distance + 1) entities"
            let message = "this reads through \(count), level \(maxLevel) allows \(maxLevel)"
            report(message, .beyondLevel, at: span)
        }
        return .distance(distance + 1)
    }

    mutating func reportMismatch(
        _ expected: String,
        _ found: SchemaType,
        _ expression: Expression,
        hint: String = ""
    ) {
        var hint = hint
        if case .literal(.string(let text)) = expression.kind, let type = ExtensionType(rawValue: expected) {
            hint = ", did you mean `\(type.constructor.rawValue)(\(Quoting.quoted(text.value)))`?"
        }
        report("expected \(expected), found `\(found)`\(hint)", at: expression.span)
    }

    mutating func report(
        _ message: String,
        _ code: CedarDiagnostic.Code = .invalidPolicy,
        at span: SourceSpan
    ) {
        guard problems.count < SyntaxLimits.standard.maxDiagnostics else { return }
        problems.append(TypeProblem(code: code, message: message, span: span))
    }
}
