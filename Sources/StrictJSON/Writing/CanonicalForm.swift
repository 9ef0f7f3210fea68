/// The log's restricted profile of RFC 8785: one spelling for each value.
///
/// Names are ASCII and sorted by byte (which for ASCII is the RFC's order by UTF-16 unit), numbers are integers of
/// magnitude below 2^53 without `-0`, and nothing stands between tokens. Whatever is outside the profile is refused
/// rather than converted, so that nothing depends on the printing of floating point.
enum CanonicalForm {
    /// The value with every object's members sorted, or a fault at the first part outside the profile.
    static func sorted(_ value: JSONValue, at path: String = "") throws(JSONError) -> JSONValue {
        switch value {
        case .null, .bool, .string:
            return value
        case .number(let number):
            guard let integer = number.integer, integer.magnitude < 1 << 53, number.lexeme != "-0" else {
                throw JSONError(
                    .notCanonical,
                    path: path,
                    message:
                        "`\(Printable.text(number.lexeme))` has no canonical form: an integer below 2^53 was expected"
                )
            }
            return value
        case .array(let elements):
            var result: [JSONValue] = []
            result.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                result.append(try sorted(element, at: "\(path)/\(index)"))
            }
            return .array(result)
        case .object(let object):
            return .object(try sorted(object, at: path))
        }
    }

    /// The object with its members, and those within, sorted by name.
    static func sorted(_ object: JSONObject, at path: String) throws(JSONError) -> JSONObject {
        var result = JSONObject()
        for member in object.members.sorted(by: { $0.name < $1.name }) {
            guard member.name.value.utf8.allSatisfy({ $0 < 0x80 }) else {
                throw JSONError(
                    .notCanonical,
                    path: path,
                    message:
                        "the name `\(Printable.text(member.name.value))` has no canonical form: ASCII was expected"
                )
            }
            result.append(member.name, try sorted(member.value, at: path + JSONPointer.token(member.name)))
        }
        return result
    }
}

extension JSONValue {
    /// The canonical bytes under the log's profile; throws `notCanonical` for whatever lies outside it.
    package func canonical() throws(JSONError) -> [UInt8] { try CanonicalForm.sorted(self).serialized() }
}

extension JSONObject {
    /// The canonical bytes under the log's profile; throws `notCanonical` for whatever lies outside it.
    package func canonical() throws(JSONError) -> [UInt8] { try JSONValue.object(self).canonical() }
}
