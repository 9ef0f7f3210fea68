/// The log's restricted profile of RFC 8785: one spelling for each value.
///
/// Names are ASCII and sorted by byte (which for ASCII is the RFC's order by UTF-16 unit), numbers are integers of
/// magnitude below 2^53 without `-0`, and nothing stands between tokens. Whatever is outside the profile is refused
/// rather than converted, so that nothing depends on the printing of floating point.
enum CanonicalForm {
    /// Whether a valid number is written as the profile wants it.
    static func allows(_ number: JSONNumber) -> Bool {
        let digits = number.lexeme.utf8.span
        var value: UInt64 = 0
        var index = digits.count > 0 && digits[0] == UInt8(ascii: "-") ? 1 : 0
        let isNegative = index == 1
        guard digits.count - index <= longestInteger else { return false }
        while index < digits.count {
            let digit = digits[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return false }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        return value < 1 << 53 && !(isNegative && value == 0)
    }

    /// The first part of a value, in canonical order, that lies outside the profile.
    static func fault(in value: JSONValue, at path: String = "") -> JSONError? {
        switch value {
        case .null, .bool, .string: return nil
        case .number(let number):
            guard !allows(number) else { return nil }
            return JSONError(
                .notCanonical,
                path: path,
                message:
                    "`\(Printable.text(number.lexeme))` has no canonical form: an integer below 2^53 was expected"
            )
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let fault = fault(in: element, at: "\(path)/\(index)") { return fault }
            }
            return nil
        case .object(let object): return fault(in: object, at: path)
        }
    }

    private static func fault(in object: JSONObject, at path: String) -> JSONError? {
        for member in object.members.sorted(by: { $0.name < $1.name }) {
            guard member.name.value.utf8.allSatisfy({ $0 < 0x80 }) else {
                return JSONError(
                    .notCanonical,
                    path: path,
                    message:
                        "the name `\(Printable.text(member.name.value))` has no canonical form: ASCII was expected"
                )
            }
            if let fault = fault(in: member.value, at: path + JSONPointer.token(member.name)) { return fault }
        }
        return nil
    }

    /// Digits of the largest integer below 2^53.
    private static let longestInteger = 16
}

extension JSONValue {
    /// The canonical bytes under the log's profile; throws `notCanonical` for whatever lies outside it.
    package func canonical() throws(JSONError) -> [UInt8] {
        var writer = CanonicalWriter()
        guard writer.write(self) else { throw .notCanonical(self) }
        return writer.bytes
    }
}

extension JSONObject {
    /// The canonical bytes under the log's profile; throws `notCanonical` for whatever lies outside it.
    package func canonical() throws(JSONError) -> [UInt8] { try JSONValue.object(self).canonical() }

    /// The canonical bytes, and for each of some sorted names the offset at which a member of that name would begin.
    ///
    /// The closing brace counts as the comma that a member at the end would need before it.
    ///
    /// - Throws: `notCanonical` outside the profile, `duplicateName` when a member has one of the names.
    package func canonical(
        cutAt names: [ExactString]
    ) throws(JSONError) -> (bytes: [UInt8], cuts: [Int]) {
        var writer = CanonicalWriter()
        guard let cuts = try writer.write(self, cutAt: names) else { throw .notCanonical(.object(self)) }
        return (writer.bytes, cuts)
    }
}

extension JSONError {
    /// Why a value that the writer refused has no canonical form.
    fileprivate static func notCanonical(_ value: JSONValue) -> JSONError {
        CanonicalForm.fault(in: value)
            ?? JSONError(.notCanonical, path: "", message: "the value has no canonical form")
    }
}
