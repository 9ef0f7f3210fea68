/// The escapes of a quoted string or pattern, which follow Rust's literals.
///
/// `\n`, `\r`, `\t`, `\\`, `\0`, `\'`, `\"`, `\xHH` up to 7F, `\u{1 to 6 hexadecimal digits}` with underscores
/// after the first digit. A bare carriage return is refused. In a pattern every `*`, however written, is a
/// wildcard, and only `\*` is a literal star.
struct StringEscapes {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    /// What cannot be read, as offsets into the source, with a sentence about it.
    struct Problem: Error {
        let start: Int
        let end: Int
        let message: String
    }

    /// Reads the bytes between the quotes of a string token.
    static func string(_ bytes: ArraySlice<UInt8>) throws(Problem) -> [UInt8] {
        // Most strings stand as they are.
        guard bytes.contains(where: { $0 == UInt8(ascii: "\\") || $0 == 0x0D }) else { return [UInt8](bytes) }
        var reader = StringEscapes(bytes: bytes, index: bytes.startIndex)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        while let unit = try reader.next(starAllowed: false) { result.append(contentsOf: unit.utf8) }
        return result
    }

    /// Reads the bytes between the quotes of a pattern as runs of literal text between wildcards.
    static func pattern(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Pattern {
        var reader = StringEscapes(bytes: bytes, index: bytes.startIndex)
        var segments: [[UInt8]] = [[]]
        while let unit = try reader.next(starAllowed: true) {
            if unit.isWildcard { segments.append([]) } else { segments[segments.count - 1] += unit.utf8 }
        }
        return Pattern(segments: segments)
    }

    private struct Unit {
        let utf8: [UInt8]
        let isWildcard: Bool
    }

    private mutating func next(starAllowed: Bool) throws(Problem) -> Unit? {
        guard index < bytes.endIndex else { return nil }
        let start = index
        let byte = bytes[index]
        index += 1
        if byte == 0x0D { throw problem(start, "a bare carriage return must be written as `\\r`") }
        guard byte == UInt8(ascii: "\\") else {
            return Unit(utf8: [byte], isWildcard: byte == UInt8(ascii: "*"))
        }
        guard index < bytes.endIndex else { throw problem(start, "unfinished escape") }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "n"): return Unit(utf8: [0x0A], isWildcard: false)
        case UInt8(ascii: "r"): return Unit(utf8: [0x0D], isWildcard: false)
        case UInt8(ascii: "t"): return Unit(utf8: [0x09], isWildcard: false)
        case UInt8(ascii: "0"): return Unit(utf8: [0x00], isWildcard: false)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            return Unit(utf8: [letter], isWildcard: false)
        case UInt8(ascii: "*") where starAllowed: return Unit(utf8: [letter], isWildcard: false)
        case UInt8(ascii: "x"): return unit(of: try hexadecimal(from: start))
        case UInt8(ascii: "u"): return unit(of: try unicode(from: start))
        default:
            while index < bytes.endIndex, bytes[index] & 0xC0 == 0x80 { index += 1 }
            throw problem(start, "unknown escape")
        }
    }

    private func unit(of scalar: Unicode.Scalar) -> Unit {
        Unit(utf8: [UInt8](String(Character(scalar)).utf8), isWildcard: scalar == "*")
    }

    private mutating func hexadecimal(from start: Int) throws(Problem) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<2 {
            guard index < bytes.endIndex, let digit = Self.digit(bytes[index]) else {
                throw problem(start, "expected two hexadecimal digits after `\\x`")
            }
            value = value * 16 + digit
            index += 1
        }
        guard value <= 0x7F, let scalar = Unicode.Scalar(value) else {
            throw problem(start, "`\\x` goes up to 7F, use `\\u{...}`")
        }
        return scalar
    }

    private mutating func unicode(from start: Int) throws(Problem) -> Unicode.Scalar {
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "{") else {
            throw problem(start, "expected `{` after `\\u`")
        }
        index += 1
        var value: UInt32 = 0
        var digits = 0
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "}") {
                guard digits > 0, let scalar = Unicode.Scalar(value) else {
                    throw problem(start, "not the number of a Unicode scalar")
                }
                return scalar
            }
            if byte == UInt8(ascii: "_"), digits > 0 { continue }
            guard let digit = Self.digit(byte), digits < 6 else {
                throw problem(start, "expected 1 to 6 hexadecimal digits and `}` after `\\u{`")
            }
            value = value * 16 + digit
            digits += 1
        }
        throw problem(start, "expected `}` after `\\u{`")
    }

    private func problem(_ start: Int, _ message: String) -> Problem {
        let written = String(decoding: bytes[start..<min(index, bytes.endIndex)], as: UTF8.self)
        return Problem(start: start, end: index, message: "invalid escape `\(written)`: \(message)")
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
