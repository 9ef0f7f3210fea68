package import StrictJSON

extension Expression {
    /// The expression in JSON: one object with one member, named after the form.
    package var json: JSONValue {
        switch kind {
        case .literal(let value): value.expressionJSON
        case .variable(let variable): ["Var": .string(ExactString(variable.rawValue))]
        case .conditional(let test, let then, let otherwise):
            ["if-then-else": ["if": test.json, "then": then.json, "else": otherwise.json]]
        case .and(let parts): Self.chain("&&", parts[...])
        case .or(let parts): Self.chain("||", parts[...])
        case .unary(let symbol, let operand):
            [ExactString(symbol == .negate ? "neg" : symbol.rawValue): ["arg": operand.json]]
        case .binary(let symbol, let left, let right):
            [ExactString(symbol.rawValue): ["left": left.json, "right": right.json]]
        case .like(let operand, let pattern): ["like": ["left": operand.json, "pattern": pattern.json]]
        case .isType(let operand, let type): ["is": ["left": operand.json, "entity_type": .string(type)]]
        case .isIn(let operand, let type, let container):
            ["is": ["left": operand.json, "entity_type": .string(type), "in": container.json]]
        case .has(let operand, let path): Self.has(operand, path[...])
        case .attribute(let operand, let name): [".": ["left": operand.json, "attr": .string(name.name)]]
        case .set(let elements): ["Set": .array(elements.map(\.json))]
        case .record(let fields): ["Record": .object(Self.object(fields))]
        case .call(let function, let arguments):
            [ExactString(function.rawValue): .array(arguments.map(\.json))]
        }
    }

    /// Operands in a row, nested to the left; long rows are halved, so that nothing gets deep.
    private static func chain(_ form: ExactString, _ parts: ArraySlice<Expression>) -> JSONValue {
        guard parts.count > 1, let last = parts.last else { return parts.first?.json ?? .null }
        let middle = parts.count > 32 ? parts.startIndex + parts.count / 2 : parts.endIndex - 1
        let right = middle == parts.endIndex - 1 ? last.json : chain(form, parts[middle...])
        return [form: ["left": chain(form, parts[..<middle]), "right": right]]
    }

    /// `e has a.b` is `e has a && e.a has b`.
    private static func has(_ operand: Expression, _ path: ArraySlice<AttributeName>) -> JSONValue {
        var tests: [JSONValue] = []
        var target = operand.json
        for name in path {
            tests.append(["has": ["left": target, "attr": .string(name.name)]])
            target = [".": ["left": target, "attr": .string(name.name)]]
        }
        guard let first = tests.first else { return ["Value": true] }
        return tests.dropFirst().reduce(first) { ["&&": ["left": $0, "right": $1]] }
    }

    private static func object(_ fields: [RecordField]) -> JSONObject {
        var object = JSONObject()
        for field in fields { object.set(field.name, field.value.json) }
        return object
    }
}

extension CedarValue {
    /// A constant as an expression: sets, records and extension values by the forms that make them.
    fileprivate var expressionJSON: JSONValue {
        switch self {
        case .bool(let value): ["Value": .bool(value)]
        case .long(let value): ["Value": .integer(value)]
        case .string(let text): ["Value": .string(text)]
        case .entity(let uid): ["Value": ["__entity": ["type": .string(uid.type), "id": .string(uid.id)]]]
        case .set(let set): ["Set": .array(set.elements.map(\.expressionJSON))]
        case .record(let record): ["Record": .object(Self.object(record))]
        case .decimal(let value): Self.call("decimal", value.description)
        case .ip(let value): Self.call("ip", value.description)
        case .datetime(let value): Self.call("datetime", value.description)
        case .duration(let value): Self.call("duration", value.description)
        }
    }

    private static func call(_ name: ExactString, _ text: String) -> JSONValue {
        [name: [["Value": .string(ExactString(text))]]]
    }

    private static func object(_ record: CedarRecord) -> JSONObject {
        var object = JSONObject()
        for field in record.fields { object.set(field.name, field.value.expressionJSON) }
        return object
    }
}

extension Pattern {
    /// Wildcards, and each scalar of the text on its own.
    fileprivate var json: JSONValue {
        var elements: [JSONValue] = []
        for (index, segment) in segments.enumerated() {
            if index > 0 { elements.append("Wildcard") }
            for scalar in String(decoding: segment, as: UTF8.self).unicodeScalars {
                elements.append(["Literal": .string(ExactString(String(scalar)))])
            }
        }
        return .array(elements)
    }
}
