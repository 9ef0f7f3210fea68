import StrictJSON

/// Reads expressions in JSON: one object with one member, named after the form.
struct ExpressionReader {
    /// The expression of a JSON value at a place.
    static func expression(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> Expression {
        guard let object = json.object, object.count == 1, let form = object.members.first else {
            throw PolicyJSONError(
                path,
                "expected an object with one member, named after a form of expression"
            )
        }
        return Expression(try kind(form.name, form.value, at: "\(path)/\(form.name)"), .none)
    }

    private static func kind(
        _ form: ExactString,
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> Expression.Kind {
        switch form.value {
        case "Value": return .literal(try value(json, at: path))
        case "Var":
            guard let name = json.string, let variable = Variable(rawValue: name.value) else {
                throw PolicyJSONError(path, "expected `principal`, `action`, `resource` or `context`")
            }
            return .variable(variable)
        case "&&": return .and(try chain(form, json, at: path))
        case "||": return .or(try chain(form, json, at: path))
        case "if-then-else":
            return .conditional(
                try part("if", of: json, at: path),
                then: try part("then", of: json, at: path),
                otherwise: try part("else", of: json, at: path)
            )
        case "Set": return .set(try list(json, at: path))
        case "Record": return .record(try record(json, at: path))
        case "like":
            return .like(try part("left", of: json, at: path), try pattern(json["pattern"], at: path))
        case "is": return try isType(json, at: path)
        case "has": return try has(json, at: path)
        case ".": return .attribute(try part("left", of: json, at: path), try attribute(json, at: path))
        case "!": return .unary(.not, try part("arg", of: json, at: path))
        case "neg": return .unary(.negate, try part("arg", of: json, at: path))
        case "isEmpty": return .unary(.isEmpty, try part("arg", of: json, at: path))
        default:
            if let symbol = BinaryOperator(rawValue: form.value) {
                let left = try part("left", of: json, at: path)
                return .binary(symbol, left, try part("right", of: json, at: path))
            }
            return try call(form, json, at: path)
        }
    }

    /// The operands of `&&` or `||` in a row, those of its left operand included.
    private static func chain(
        _ form: ExactString,
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> [Expression] {
        var parts: [Expression] = []
        var rest = json
        var place = path
        while let left = rest["left"], left.object?.count == 1, let inner = left[form] {
            parts.append(try part("right", of: rest, at: place))
            place += "/left/\(form)"
            rest = inner
        }
        parts.append(try part("right", of: rest, at: place))
        parts.append(try part("left", of: rest, at: place))
        return parts.reversed()
    }

    private static func call(
        _ form: ExactString,
        _ json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> Expression.Kind {
        guard let function = ExtensionFunction.allCases.first(where: { ExactString($0.rawValue) == form })
        else {
            throw PolicyJSONError(path, "`\(form)` is no form of expression")
        }
        let arguments = try list(json, at: path)
        // As in a text, the number of arguments is left to evaluation and validation.
        guard function.isConstructor || !arguments.isEmpty else {
            throw PolicyJSONError(path, "`\(form)` is a method, expected what it is called on")
        }
        return .call(function, arguments)
    }

    private static func isType(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> Expression.Kind
    {
        let left = try part("left", of: json, at: path)
        let type = try PolicyReader.type(json["entity_type"], at: "\(path)/entity_type")
        guard json["in"] != nil else { return .isType(left, type: type) }
        return .isIn(left, type: type, try part("in", of: json, at: path))
    }

    private static func record(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> [RecordField] {
        guard let object = json.object else { throw PolicyJSONError(path, "expected an object") }
        var fields: [RecordField] = []
        for (name, value) in object.members {
            fields.append(RecordField(name: name, value: try expression(value, at: "\(path)/\(name)")))
        }
        return fields
    }

    private static func list(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> [Expression] {
        guard let elements = json.array else { throw PolicyJSONError(path, "expected an array") }
        var parts: [Expression] = []
        for (index, element) in elements.enumerated() {
            parts.append(try expression(element, at: "\(path)/\(index)"))
        }
        return parts
    }

    private static func part(
        _ name: ExactString,
        of json: JSONValue,
        at path: String
    ) throws(PolicyJSONError) -> Expression {
        guard let part = json[name] else { throw PolicyJSONError(path, "expected an object with `\(name)`") }
        return try expression(part, at: "\(path)/\(name)")
    }

    /// `attr` is a name, or several for what `e has a.b` asks.
    private static func has(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> Expression.Kind {
        let left = try part("left", of: json, at: path)
        guard let elements = json["attr"]?.array else {
            return .has(left, path: [try attribute(json, at: path)])
        }
        let names = elements.compactMap(\.string).map { AttributeName(name: $0, span: .none) }
        guard !names.isEmpty, names.count == elements.count else {
            throw PolicyJSONError("\(path)/attr", "expected a name, or an array of one or more names")
        }
        // A text has no other way to write names that are no identifiers.
        guard names.count == 1 || names.allSatisfy({ TypeName.isIdentifier($0.name) }) else {
            return Expression.hasEach(names, of: left).kind
        }
        return .has(left, path: names)
    }

    private static func attribute(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> AttributeName
    {
        guard let name = json["attr"]?.string else {
            throw PolicyJSONError(path, "expected an object with `attr`")
        }
        return AttributeName(name: name, span: .none)
    }

    private static func pattern(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> Pattern {
        guard let elements = json?.array else {
            throw PolicyJSONError(path, "expected an array as `pattern`")
        }
        var segments: [[UInt8]] = [[]]
        for element in elements {
            if element.string == "Wildcard" {
                segments.append([])
            } else if element.object?.count == 1, let text = element["Literal"]?.string {
                segments[segments.count - 1] += text.bytes
            } else {
                throw PolicyJSONError(path, "expected `\"Wildcard\"` or `{\"Literal\": ...}` in `pattern`")
            }
        }
        return Pattern(segments: segments)
    }

    private static func value(_ json: JSONValue, at path: String) throws(PolicyJSONError) -> CedarValue {
        do { return try ValueReader.value(json, at: path) } catch { throw PolicyJSONError(error.description) }
    }
}
