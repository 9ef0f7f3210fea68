/// Writes values as compact UTF-8; strings are escaped as RFC 8785 section 3.2.2.2 says in both writers.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes a value with members in their own order.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.lexeme.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            write(object)
        }
    }

    /// Writes an object with members in their own order.
    mutating func write(_ object: JSONObject) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(member.name)
            bytes.append(UInt8(ascii: ":"))
            write(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes a string in quotes.
    mutating func write(_ text: ExactString) { Self.write(text, to: &bytes) }

    /// Appends a string in quotes.
    @inline(__always)
    static func write(_ text: borrowing ExactString, to bytes: inout [UInt8]) {
        write(text.value.utf8.span, to: &bytes)
    }

    /// Appends characters in quotes; room is made once when none needs an escape.
    private static func write(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        if needsEscape(text) {
            bytes.append(UInt8(ascii: "\""))
            for index in 0..<text.count { write(escaping: text[index], to: &bytes) }
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes.append(addingCapacity: text.count + 2) { output in
                output.append(UInt8(ascii: "\""))
                for index in 0..<text.count { output.append(text[index]) }
                output.append(UInt8(ascii: "\""))
            }
        }
    }

    private static func write(escaping byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case 0x22, 0x5c: bytes.append(contentsOf: [0x5c, byte])
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0a: bytes.append(contentsOf: "\\n".utf8)
        case 0x0c: bytes.append(contentsOf: "\\f".utf8)
        case 0x0d: bytes.append(contentsOf: "\\r".utf8)
        case 0..<0x20: bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
        default: bytes.append(byte)
        }
    }

    /// Looks at every byte without leaving early, so that many are looked at together.
    private static func needsEscape(_ text: Span<UInt8>) -> Bool {
        var found = false
        for index in 0..<text.count {
            let byte = text[index]
            found = found || byte < 0x20 || byte == 0x22 || byte == 0x5c
        }
        return found
    }
}

extension JSONValue {
    /// The value as compact UTF-8 text, member order kept.
    package func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}

extension JSONObject {
    /// The object as compact UTF-8 text, member order kept.
    package func serialized() -> [UInt8] { JSONValue.object(self).serialized() }
}
