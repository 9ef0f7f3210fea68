/// Strings: one scan to the closing quote, one copy, escapes only where there are any.
extension JSONParser {
    /// The text of the string whose opening quote stands at the position; the position moves behind the closing one.
    mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        let end = Self.endOfPlainRun(bytes, from: position)
        guard end < bytes.count else { throw unterminated(start) }
        guard bytes[end] != UInt8(ascii: "\"") else {
            let text = try text(bytes[position..<end], at: position)
            position = end + 1
            return text
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var collected: [UInt8] = []
        while true {
            let end = Self.endOfPlainRun(bytes, from: position)
            guard end < bytes.count else { throw unterminated(start) }
            collected.append(contentsOf: bytes[position..<end])
            position = end
            switch bytes[end] {
            case UInt8(ascii: "\""):
                // An escape yields whole scalars, so a fault in the collected bytes is a fault in the raw ones.
                let text = try text(collected[...], at: start + 1, raw: start + 1..<end)
                position = end + 1
                return text
            case UInt8(ascii: "\\"):
                try unescape(into: &collected)
            default:
                let code = String(bytes[end], radix: 16)
                throw fault(
                    .controlCharacter,
                    "a control character (0x\(code)) in a string must be written as an escape"
                )
            }
        }
    }

    private mutating func unescape(into collected: inout [UInt8]) throws(JSONError) {
        guard position + 1 < bytes.count else { throw fault(.unterminated, "the text ends inside an escape") }
        let letter = bytes[position + 1]
        if letter == UInt8(ascii: "u") {
            collected.append(contentsOf: String(try escapedScalar()).utf8)
            return
        }
        guard let plain = Self.shortEscapes[letter] else {
            throw fault(.badEscape, "unknown escape `\\\(shownCharacter(position + 1))`")
        }
        collected.append(plain)
        position += 2
    }

    /// The scalar of `\uXXXX`, or of two of them that make a surrogate pair; the position moves behind.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let first = try escapedUnit(at: position)
        if let scalar = Unicode.Scalar(first) {
            position += 6
            return scalar
        }
        guard first < 0xdc00, position + 7 < bytes.count, bytes[position + 6] == UInt8(ascii: "\\"),
            bytes[position + 7] == UInt8(ascii: "u")
        else { throw lone(first) }
        let second = try escapedUnit(at: position + 6)
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw lone(first) }
        position += 12
        return scalar
    }

    private func escapedUnit(at start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard index < bytes.count else { throw fault(.unterminated, "the text ends inside an escape") }
            guard let digit = Self.hexDigit(bytes[index]) else {
                throw fault(
                    .badEscape,
                    at: index,
                    "`\\u` needs four hexadecimal digits, found \(shown(index))"
                )
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    private func lone(_ unit: UInt32) -> JSONError {
        fault(.loneSurrogate, "`\\u\(String(unit, radix: 16))` is half of a surrogate pair without the other")
    }

    private func unterminated(_ start: Int) -> JSONError {
        fault(.unterminated, at: start, "the string that begins here has no closing quote")
    }

    private func text(
        _ slice: ArraySlice<UInt8>,
        at start: Int,
        raw: Range<Int>? = nil
    ) throws(JSONError) -> String {
        guard slice.count <= limits.maxStringBytes else {
            throw fault(
                .stringTooLong,
                at: start,
                "a string of \(slice.count) bytes, at most \(limits.maxStringBytes) are allowed"
            )
        }
        guard let text = String(validating: slice, as: UTF8.self) else {
            let range = raw ?? start..<start + slice.count
            throw fault(
                .notUTF8,
                at: UTF8Fault.offset(in: bytes, range: range) ?? start,
                "the text is not UTF-8"
            )
        }
        return text
    }

    /// The offset of the first byte from `start` that ends a plain run: a quote, a backslash or a control character.
    private static func endOfPlainRun(_ bytes: [UInt8], from start: Int) -> Int {
        let span = bytes.span
        var index = start
        while index < span.count {
            let byte = span[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index &+= 1
        }
        return index
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private static let shortEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "/"): 0x2f, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
    ]
}
