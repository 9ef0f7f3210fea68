/// Typed readers; each throws `missingMember` or `wrongType` with the member's place.
extension ClosedObject {
    /// A string that must be present.
    package mutating func string(_ name: ExactString) throws(JSONError) -> ExactString {
        try typed(required(name), name, "a string", \.string)
    }

    /// A string that may be absent.
    package mutating func optionalString(_ name: ExactString) throws(JSONError) -> ExactString? {
        guard let value = optional(name) else { return nil }
        return try typed(value, name, "a string", \.string)
    }

    /// An integer that must be present: written without `.` or exponent, within 64 bits and `range`.
    package mutating func integer(
        _ name: ExactString,
        in range: ClosedRange<Int64> = .min ... .max
    ) throws(JSONError) -> Int64 {
        try ranged(typed(required(name), name, "an integer", \.integer), name, range)
    }

    /// An integer that may be absent.
    package mutating func optionalInteger(
        _ name: ExactString,
        in range: ClosedRange<Int64> = .min ... .max
    ) throws(JSONError) -> Int64? {
        guard let value = optional(name) else { return nil }
        return try ranged(typed(value, name, "an integer", \.integer), name, range)
    }

    /// A number that must be present.
    package mutating func number(_ name: ExactString) throws(JSONError) -> JSONNumber {
        try typed(required(name), name, "a number", \.number)
    }

    /// A number that may be absent.
    package mutating func optionalNumber(_ name: ExactString) throws(JSONError) -> JSONNumber? {
        guard let value = optional(name) else { return nil }
        return try typed(value, name, "a number", \.number)
    }

    /// A truth value that must be present.
    package mutating func bool(_ name: ExactString) throws(JSONError) -> Bool {
        try typed(required(name), name, "a boolean", \.bool)
    }

    /// A truth value that may be absent.
    package mutating func optionalBool(_ name: ExactString) throws(JSONError) -> Bool? {
        guard let value = optional(name) else { return nil }
        return try typed(value, name, "a boolean", \.bool)
    }

    /// An array that must be present.
    package mutating func array(_ name: ExactString) throws(JSONError) -> [JSONValue] {
        try typed(required(name), name, "an array", \.array)
    }

    /// An array that may be absent.
    package mutating func optionalArray(_ name: ExactString) throws(JSONError) -> [JSONValue]? {
        guard let value = optional(name) else { return nil }
        return try typed(value, name, "an array", \.array)
    }

    /// An object that must be present, to be read in turn and finished by the caller.
    package mutating func object(_ name: ExactString) throws(JSONError) -> ClosedObject {
        ClosedObject(try typed(required(name), name, "an object", \.object), at: path(of: name))
    }

    /// An object that may be absent.
    package mutating func optionalObject(_ name: ExactString) throws(JSONError) -> ClosedObject? {
        guard let value = optional(name) else { return nil }
        return ClosedObject(try typed(value, name, "an object", \.object), at: path(of: name))
    }

    /// An array of strings that must be present.
    package mutating func strings(_ name: ExactString) throws(JSONError) -> [ExactString] {
        try strings(array(name), name)
    }

    /// An array of strings that may be absent.
    package mutating func optionalStrings(_ name: ExactString) throws(JSONError) -> [ExactString]? {
        guard let elements = try optionalArray(name) else { return nil }
        return try strings(elements, name)
    }

    /// An array of objects that must be present, each to be read in turn and finished by the caller.
    package mutating func objects(_ name: ExactString) throws(JSONError) -> [ClosedObject] {
        try objects(array(name), name)
    }

    /// An array of objects that may be absent.
    package mutating func optionalObjects(_ name: ExactString) throws(JSONError) -> [ClosedObject]? {
        guard let elements = try optionalArray(name) else { return nil }
        return try objects(elements, name)
    }

    private func strings(_ elements: [JSONValue], _ name: ExactString) throws(JSONError) -> [ExactString] {
        var result: [ExactString] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else {
                throw wrong(element, "\(path(of: name))/\(index)", "a string")
            }
            result.append(text)
        }
        return result
    }

    private func objects(_ elements: [JSONValue], _ name: ExactString) throws(JSONError) -> [ClosedObject] {
        var result: [ClosedObject] = []
        for (index, element) in elements.enumerated() {
            result.append(try ClosedObject(element, at: "\(path(of: name))/\(index)"))
        }
        return result
    }

    private func typed<T>(
        _ value: JSONValue,
        _ name: ExactString,
        _ expected: String,
        _ extract: (JSONValue) -> T?
    ) throws(JSONError) -> T {
        guard let result = extract(value) else { throw wrong(value, path(of: name), expected) }
        return result
    }

    private func ranged(
        _ value: Int64,
        _ name: ExactString,
        _ range: ClosedRange<Int64>
    ) throws(JSONError) -> Int64 {
        guard range.contains(value) else {
            throw fault(
                .outOfRange,
                at: name,
                "`\(value)` is out of range: \(range.lowerBound) to \(range.upperBound) was expected"
            )
        }
        return value
    }

    private func wrong(_ value: JSONValue, _ path: String, _ expected: String) -> JSONError {
        var found = value.kind
        if case .number(let number) = value { found = "`\(Printable.text(number.lexeme))`" }
        return JSONError(.wrongType, path: path, message: "\(expected) was expected, found \(found)")
    }
}
