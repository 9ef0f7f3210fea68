/// A JSON value (RFC 8259), with numbers as written and strings compared as bytes.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(ExactString)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads exactly one value from UTF-8 text; anything that is not strictly JSON is refused with its place.
    package static func parse(
        _ bytes: [UInt8],
        limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, limits: limits)
        return try parser.document()
    }

    /// A number from an integer.
    package static func integer(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }

    /// The value's kind in words, with its article, for messages: `a string`.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue {
    /// The text when this is a string.
    package var string: ExactString? { if case .string(let value) = self { value } else { nil } }

    /// The integer when this is a number written as one that fits 64 bits.
    package var integer: Int64? { if case .number(let value) = self { value.integer } else { nil } }

    /// The number when this is one.
    package var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }

    /// The truth value when this is one.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The elements when this is an array.
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    /// The members when this is an object.
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// Whether this is null.
    package var isNull: Bool { if case .null = self { true } else { false } }

    /// The value of a member when this is an object that has it.
    package subscript(name: ExactString) -> JSONValue? { object?[name] }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(ExactString(value)) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// An object written in code; writing a name twice is a programmer's error.
    package init(dictionaryLiteral elements: (ExactString, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements {
            precondition(object.append(name, value), "the literal names a member twice")
        }
        self = .object(object)
    }
}
