/// Faults: their place is worked out only once one is found, so good input pays nothing for it.
extension JSONParser {
    /// A fault at the position, or at another offset.
    func fault(_ code: JSONError.Code, at offset: Int? = nil, _ message: String) -> JSONError {
        let offset = min(offset ?? position, bytes.count)
        let before = bytes[..<offset]
        let line = before.count { $0 == 0x0a } + 1
        let column = offset - (before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0) + 1
        return JSONError(
            code,
            offset: offset,
            line: line,
            column: column,
            path: pointer.text,
            message: message
        )
    }

    /// Refuses byte-order marks and the encodings that RFC 8259 section 8.1 rules out.
    func refuseOtherEncodings() throws(JSONError) {
        let head = Array(bytes.prefix(4))
        if head.starts(with: [0xef, 0xbb, 0xbf]) {
            throw fault(.byteOrderMark, at: 0, "a byte-order mark before the text; send UTF-8 without one")
        }
        let wide = head.starts(with: [0xfe, 0xff]) || head.starts(with: [0xff, 0xfe])
        let hasZero = head.prefix(2).contains(0)
        if wide || hasZero { throw fault(.notUTF8, at: 0, "UTF-16 or UTF-32 text; send UTF-8") }
    }

    /// The character at an offset as a message shows it: in backticks, or as a byte when it is not printable.
    func shown(_ offset: Int) -> String {
        let character = shownCharacter(offset)
        return character.isEmpty ? "the end of the text" : "`\(character)`"
    }

    /// The character at an offset, or its byte in hexadecimal, or nothing behind the end.
    func shownCharacter(_ offset: Int) -> String {
        guard offset < bytes.count else { return "" }
        let length = (1...4).first { String(validating: bytes[offset...].prefix($0), as: UTF8.self) != nil }
        guard let length else { return "0x\(String(bytes[offset], radix: 16))" }
        return Printable.text(String(decoding: bytes[offset...].prefix(length), as: UTF8.self))
    }

    /// A few words on the mistakes that people make most.
    func hint(_ offset: Int) -> String {
        guard offset < bytes.count else { return "" }
        let rest = bytes[offset...]
        switch bytes[offset] {
        case UInt8(ascii: "'"): return ": JSON strings are in double quotes"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return ": JSON has no comments"
        case UInt8(ascii: "+"), UInt8(ascii: "."): return ": a number begins with a digit or `-`"
        case UInt8(ascii: ","): return ": there is nothing before the comma"
        default: break
        }
        let words: [StaticString] = ["NaN", "Infinity", "True", "False", "None", "undefined"]
        for word in words where rest.starts(with: word.description.utf8) {
            return ": `\(word)` is not a JSON value"
        }
        return ""
    }
}
