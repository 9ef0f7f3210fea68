package import Cryptography
package import StrictJSON

extension JSONValue {
    /// A moment as RFC 3339 with six digits.
    package static func timestamp(_ value: Timestamp) -> JSONValue { .string(ExactString(value.rfc3339)) }

    /// A digest in lowercase hexadecimal.
    package static func digest(_ value: SHA256Digest) -> JSONValue { .string(ExactString(value.hex)) }

    /// Digests in lowercase hexadecimal.
    package static func digests(_ values: [SHA256Digest]) -> JSONValue {
        .array(values.map(JSONValue.digest))
    }

    /// An array of strings.
    package static func strings(_ values: [ExactString]) -> JSONValue { .array(values.map(JSONValue.string)) }
}

extension JSONObject {
    /// Adds a string unless it is absent.
    package mutating func appendPresent(_ name: ExactString, _ value: ExactString?) {
        if let value { append(name, .string(value)) }
    }

    /// Adds an integer unless it is absent.
    package mutating func appendPresent(_ name: ExactString, _ value: Int64?) {
        if let value { append(name, .integer(value)) }
    }

    /// Adds a digest unless it is absent.
    package mutating func appendPresent(_ name: ExactString, _ value: SHA256Digest?) {
        if let value { append(name, .digest(value)) }
    }

    /// Adds a moment unless it is absent.
    package mutating func appendPresent(_ name: ExactString, _ value: Timestamp?) {
        if let value { append(name, .timestamp(value)) }
    }
}

extension ClosedObject {
    /// A moment in the one spelling that entries use: UTC with six digits.
    package mutating func timestamp(_ name: ExactString) throws(JSONError) -> Timestamp {
        try timestamp(string(name), at: name)
    }

    /// A moment that may be absent.
    package mutating func optionalTimestamp(_ name: ExactString) throws(JSONError) -> Timestamp? {
        guard let text = try optionalString(name) else { return nil }
        return try timestamp(text, at: name)
    }

    /// A SHA-256 digest in lowercase hexadecimal.
    package mutating func digest(_ name: ExactString) throws(JSONError) -> SHA256Digest {
        try digest(string(name), at: name)
    }

    /// A SHA-256 digest that may be absent.
    package mutating func optionalDigest(_ name: ExactString) throws(JSONError) -> SHA256Digest? {
        guard let text = try optionalString(name) else { return nil }
        return try digest(text, at: name)
    }

    /// An array of SHA-256 digests.
    package mutating func digests(_ name: ExactString) throws(JSONError) -> [SHA256Digest] {
        var result: [SHA256Digest] = []
        for text in try strings(name) { result.append(try digest(text, at: name)) }
        return result
    }

    /// A nested record.
    package mutating func record<R: JSONRecord>(
        _ name: ExactString,
        as _: R.Type = R.self
    ) throws(JSONError) -> R {
        var reader = try object(name)
        let record = try R(reading: &reader)
        try reader.finish()
        return record
    }

    /// A nested record that may be absent.
    package mutating func optionalRecord<R: JSONRecord>(
        _ name: ExactString,
        as _: R.Type = R.self
    ) throws(JSONError) -> R? {
        guard var reader = try optionalObject(name) else { return nil }
        let record = try R(reading: &reader)
        try reader.finish()
        return record
    }

    /// An array of nested records.
    package mutating func records<R: JSONRecord>(
        _ name: ExactString,
        as _: R.Type = R.self
    ) throws(JSONError) -> [R] {
        var result: [R] = []
        for element in try objects(name) {
            var reader = element
            result.append(try R(reading: &reader))
            try reader.finish()
        }
        return result
    }

    /// An object whose members are taken as they are, unless it is absent.
    package mutating func optionalPlainObject(_ name: ExactString) throws(JSONError) -> JSONObject? {
        guard let value = optional(name) else { return nil }
        guard let object = value.object else {
            throw fault(.wrongType, at: name, "an object was expected, found \(value.kind)")
        }
        return object
    }

    /// An array of objects whose members are taken as they are.
    package mutating func plainObjects(_ name: ExactString) throws(JSONError) -> [JSONObject] {
        var result: [JSONObject] = []
        for value in try array(name) {
            guard let object = value.object else {
                throw fault(
                    .wrongType,
                    at: name,
                    "an array of objects was expected, found \(value.kind) in it"
                )
            }
            result.append(object)
        }
        return result
    }

    private func timestamp(_ text: ExactString, at name: ExactString) throws(JSONError) -> Timestamp {
        guard let moment = Timestamp(rfc3339: text.value), ExactString(moment.rfc3339) == text else {
            throw fault(
                .outOfRange,
                at: name,
                "`\(text)` is no moment: UTC with six digits was expected, such as `2026-01-31T00:00:00.000000Z`"
            )
        }
        return moment
    }

    private func digest(_ text: ExactString, at name: ExactString) throws(JSONError) -> SHA256Digest {
        guard let digest = SHA256Digest(hex: text.value) else {
            throw fault(
                .outOfRange,
                at: name,
                "`\(text)` is no SHA-256 digest: 64 lowercase hexadecimal digits were expected"
            )
        }
        return digest
    }
}
