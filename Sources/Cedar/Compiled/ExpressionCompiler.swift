import StrictJSON

/// Turns expressions into nodes; what needs neither the request nor entities is worked out at once.
struct ExpressionCompiler {
    /// What came of the expressions so far.
    private(set) var program = Program()
    /// The numbers of their strings and entities.
    var vocabulary: Vocabulary

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// The node of a policy's clauses together; nil when there is none to evaluate.
    mutating func compile(_ conditions: [Condition]) -> Int32? {
        guard !conditions.isEmpty else { return nil }
        var parts: [Int32] = []
        for condition in conditions {
            // The evaluator refuses what is deeper; the parser does not make it.
            let isTooDeep = condition.body.depth > Evaluator.maxDepth
            let body = isTooDeep ? constant(.failure) : compile(condition.body)
            parts.append(condition.kind == .when ? body : add(Node(.not, body)))
        }
        // A single clause too must be a boolean, which `and` looks after.
        return list(.and, parts)
    }

    private mutating func compile(_ expression: Expression) -> Int32 {
        if expression.isClosed { return constant(expression) }
        switch expression.kind {
        case .literal(let value): return constant(vocabulary.datum(value))
        case .variable(let variable): return add(Node(Self.operation(of: variable)))
        case .conditional(let test, let then, let otherwise):
            let test = compile(test)
            let then = compile(then)
            return add(Node(.conditional, test, then, compile(otherwise)))
        case .and(let parts): return list(.and, parts.map { compile($0) })
        case .or(let parts): return list(.or, parts.map { compile($0) })
        case .unary(let symbol, let operand): return add(Node(Self.operation(of: symbol), compile(operand)))
        case .binary(.isIn, let left, let right): return isIn(left, right)
        case .binary(let symbol, let left, let right):
            let first = compile(left)
            return add(Node(Self.operation(of: symbol), first, compile(right)))
        case .like(let operand, let pattern): return add(Node(.like, compile(operand), self.pattern(pattern)))
        case .isType(let operand, let type): return add(Node(.isType, compile(operand), string(type)))
        case .isIn(let operand, let type, let container):
            let operand = compile(operand)
            let type = string(type)
            return add(Node(.isTypeIn, operand, type, compile(container)))
        case .has(let operand, let path):
            let operand = compile(operand)
            return list(.has, path.map { string($0.name) }, first: operand)
        case .attribute(let operand, let name): return attribute(operand, string(name.name))
        case .set(let elements): return list(.set, elements.map { compile($0) })
        case .record(let fields): return record(fields)
        case .call(let function, let arguments): return call(function, arguments)
        }
    }

    // MARK: Forms

    private mutating func isIn(_ left: Expression, _ right: Expression) -> Int32 {
        let member = compile(left)
        guard case .set(let elements) = right.kind, !right.isClosed else {
            return add(Node(.isIn, member, compile(right)))
        }
        return list(.isInList, elements.map { compile($0) }, first: member)
    }

    private mutating func attribute(_ operand: Expression, _ name: Int32) -> Int32 {
        switch operand.kind {
        case .variable(.principal): add(Node(.principalAttribute, 0, name))
        case .variable(.resource): add(Node(.resourceAttribute, 0, name))
        case .variable(.context): add(Node(.contextAttribute, 0, name))
        default: add(Node(.attribute, compile(operand), name))
        }
    }

    private mutating func record(_ fields: [RecordField]) -> Int32 {
        var pairs: [(name: Int32, node: Int32)] = []
        for field in fields {
            let node = compile(field.value)
            pairs.append((string(field.name), node))
        }
        pairs.sort { $0.name < $1.name }
        let start = Int32(program.operands.count)
        program.operands += pairs.flatMap { [$0.name, $0.node] }
        return add(Node(.record, start, Int32(pairs.count)))
    }

    private mutating func call(_ function: ExtensionFunction, _ arguments: [Expression]) -> Int32 {
        let parts = arguments.map { compile($0) }
        // Another number of arguments has no value, whatever they are.
        guard parts.count == function.argumentCount, let first = parts.first else {
            return constant(.failure)
        }
        let operation: Node.Operation = function.isConstructor ? .construct : .call
        program.functions.append(function)
        let position = Int32(program.functions.count - 1)
        return add(Node(operation, first, parts.count == 2 ? parts[1] : first, position))
    }

    private mutating func pattern(_ pattern: Pattern) -> Int32 {
        let start = program.segments.count
        for segment in pattern.segments {
            let first = program.patternBytes.count
            program.patternBytes += segment
            program.segments.append(first..<program.patternBytes.count)
        }
        program.patterns.append(start..<program.segments.count)
        return Int32(program.patterns.count - 1)
    }

    // MARK: Parts

    private mutating func add(_ node: Node) -> Int32 {
        program.nodes.append(node)
        return Int32(program.nodes.count - 1)
    }

    private mutating func list(_ operation: Node.Operation, _ parts: [Int32]) -> Int32 {
        let start = Int32(program.operands.count)
        program.operands += parts
        return add(Node(operation, start, Int32(parts.count)))
    }

    private mutating func list(_ operation: Node.Operation, _ parts: [Int32], first: Int32) -> Int32 {
        let start = Int32(program.operands.count)
        program.operands += parts
        return add(Node(operation, first, start, Int32(parts.count)))
    }

    private mutating func string(_ text: ExactString) -> Int32 { Int32(vocabulary.id(of: text)) }

    private mutating func constant(_ expression: Expression) -> Int32 {
        guard let value = try? Self.closed.evaluate(expression) else { return constant(.failure) }
        return constant(vocabulary.datum(value))
    }

    private mutating func constant(_ value: Datum) -> Int32 {
        program.constants.append(value)
        return add(Node(.constant, Int32(program.constants.count - 1)))
    }

    private static func operation(of variable: Variable) -> Node.Operation {
        switch variable {
        case .principal: .principal
        case .action: .action
        case .resource: .resource
        case .context: .context
        }
    }

    private static func operation(of symbol: UnaryOperator) -> Node.Operation {
        switch symbol {
        case .not: .not
        case .negate: .negate
        case .isEmpty: .isEmpty
        }
    }

    private static func operation(of symbol: BinaryOperator) -> Node.Operation {
        switch symbol {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .isIn: .isIn
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .contains: .contains
        case .containsAll: .containsAll
        case .containsAny: .containsAny
        case .getTag: .getTag
        case .hasTag: .hasTag
        }
    }

    /// An evaluator for what asks neither the request nor entities.
    private static let closed = Evaluator(
        request: CedarRequest(
            principal: EntityUID(type: "", id: ""),
            action: EntityUID(type: "", id: ""),
            resource: EntityUID(type: "", id: "")
        ),
        entities: .empty
    )
}

extension Expression {
    /// Whether the value, or its absence, follows from the expression alone.
    fileprivate var isClosed: Bool {
        switch kind {
        case .literal: true
        case .variable, .isIn, .has, .attribute, .binary(.isIn, _, _), .binary(.getTag, _, _),
            .binary(.hasTag, _, _):
            false
        case .conditional(let test, let then, let otherwise):
            test.isClosed && then.isClosed && otherwise.isClosed
        case .and(let parts), .or(let parts), .set(let parts), .call(_, let parts):
            parts.allSatisfy(\.isClosed)
        case .unary(_, let operand), .like(let operand, _), .isType(let operand, _): operand.isClosed
        case .binary(_, let left, let right): left.isClosed && right.isClosed
        case .record(let fields): fields.allSatisfy(\.value.isClosed)
        }
    }
}
