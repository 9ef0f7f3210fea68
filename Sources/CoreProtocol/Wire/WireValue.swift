internal import StrictJSON

/// A value with one JSON shape on the wire, read strictly: unknown members are refused.
protocol WireValue {
    /// Takes the value's members; the caller finishes the reader.
    init(reading members: inout ClosedObject) throws(JSONError)

    /// The value's members.
    var json: JSONObject { get }
}

extension WireValue {
    /// Reads a whole object.
    init(whole object: ClosedObject) throws(JSONError) {
        var members = object
        try self.init(reading: &members)
        try members.finish()
    }

    var value: JSONValue { .object(json) }
}

extension ClosedObject {
    mutating func wire<T: WireValue>(_ name: ExactString) throws(JSONError) -> T {
        try T(whole: object(name))
    }

    mutating func optionalWire<T: WireValue>(_ name: ExactString) throws(JSONError) -> T? {
        guard let object = try optionalObject(name) else { return nil }
        return try T(whole: object)
    }

    mutating func wires<T: WireValue>(_ name: ExactString) throws(JSONError) -> [T] {
        var result: [T] = []
        for object in try objects(name) { result.append(try T(whole: object)) }
        return result
    }

    /// A string of a closed list.
    mutating func word<T: RawRepresentable<String> & CaseIterable>(
        _ name: ExactString
    ) throws(JSONError) -> T {
        let text = try string(name)
        guard let word = T.allCases.first(where: { ExactString($0.rawValue) == text }) else {
            throw fault(.outOfRange, at: name, "unknown word `\(Printable.text(text.value))`")
        }
        return word
    }

    /// A string of a length in bytes that is allowed.
    mutating func text(_ name: ExactString, upTo most: Int) throws(JSONError) -> ExactString {
        let text = try string(name)
        guard (1...most).contains(text.byteCount) else {
            throw fault(.outOfRange, at: name, "a text of 1 to \(most) bytes was expected")
        }
        return text
    }

    mutating func optionalText(_ name: ExactString, upTo most: Int) throws(JSONError) -> ExactString? {
        try has(name) ? text(name, upTo: most) : nil
    }

    mutating func has(_ name: ExactString) -> Bool { optional(name) != nil }
}

extension JSONObject {
    /// Appends a member unless there is nothing to say.
    mutating func append(_ name: ExactString, ifPresent value: JSONValue?) {
        if let value { append(name, value) }
    }
}

extension JSONValue {
    static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    static func strings(_ values: [ExactString]) -> JSONValue { .array(values.map { .string($0) }) }

    static func values(_ values: [some WireValue]) -> JSONValue { .array(values.map(\.value)) }
}
