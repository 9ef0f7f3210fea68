internal import StrictJSON

/// Reads the registry's files, noting every problem and going on.
struct RegistryReader {
    private(set) var problems: [BundleProblem] = []

    /// The elements of the one array that a registry file has.
    mutating func records<R: JSONRecord>(
        _ file: BundleFile,
        _ member: ExactString,
        of _: R.Type = R.self
    ) -> [R] {
        var result: [R] = []
        attempt(file) { (reader: inout RegistryReader) throws(JSONError) in
            var object = try ClosedObject(JSONValue.parse(file.bytes, limits: Self.limits))
            let elements = try object.objects(member)
            try object.finish()
            for element in elements {
                reader.attempt(file) { (_: inout RegistryReader) throws(JSONError) in
                    var element = element
                    let record = try R(reading: &element)
                    try element.finish()
                    result.append(record)
                }
            }
        }
        return result
    }

    /// The one record that a file is.
    mutating func record<R: JSONRecord>(_ file: BundleFile, of _: R.Type = R.self) -> R? {
        var result: R?
        attempt(file) { (_: inout RegistryReader) throws(JSONError) in
            var object = try ClosedObject(JSONValue.parse(file.bytes, limits: Self.limits))
            let record = try R(reading: &object)
            try object.finish()
            result = record
        }
        return result
    }

    /// The object that a file is, to be read by somebody else.
    mutating func plainObject(_ file: BundleFile) -> JSONObject? {
        var result: JSONObject?
        attempt(file) { (_: inout RegistryReader) throws(JSONError) in
            let value = try JSONValue.parse(file.bytes, limits: Self.limits)
            guard let object = value.object else {
                throw JSONError(.wrongType, path: "", message: "an object was expected, found \(value.kind)")
            }
            result = object
        }
        return result
    }

    /// The facts: names of lowercase letters, digits and `_`, each true or false.
    mutating func facts(_ file: BundleFile) -> [ExactString: Bool] {
        var result: [ExactString: Bool] = [:]
        attempt(file) { (reader: inout RegistryReader) throws(JSONError) in
            var object = try ClosedObject(JSONValue.parse(file.bytes, limits: Self.limits))
            guard let members = try object.optionalPlainObject("facts") else {
                throw JSONError(.missingMember, path: "", message: "the member `facts` is missing")
            }
            try object.finish()
            var facts = ClosedObject(members, at: "/facts")
            for name in members.names {
                reader.attempt(file) { (_: inout RegistryReader) throws(JSONError) in
                    result[name] = try facts.bool(name)
                    let isName = name.value.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    }
                    guard isName, !name.isEmpty else {
                        throw facts.fault(.outOfRange, at: name, "`\(name)` is no fact's name")
                    }
                }
            }
        }
        return result
    }

    private mutating func attempt(
        _ file: BundleFile,
        _ body: (inout RegistryReader) throws(JSONError) -> Void
    ) {
        do throws(JSONError) {
            try body(&self)
        } catch {
            problems.append(BundleProblem(file.path.value, error.line > 0 ? "\(error)" : " \(error)"))
        }
    }

    private static let limits = JSONLimits(maxBytes: 4 << 20, maxStringBytes: 64 << 10)
}
