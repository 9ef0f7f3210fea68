/// The character classes of RFC 9110 that the parser needs.
enum HTTPCharacters {
    /// RFC 9110, 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        let set = byte < 0x40 ? lowTokens : highTokens
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 == 1
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Space or tab.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Whether a field's value may hold the byte: anything but control characters, the tab excepted.
    static func isInValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    /// The value of a hexadecimal digit, or nil.
    static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }

    /// ASCII letters in lower case, every other byte as it is.
    static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// Without the spaces and tabs at both ends.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var (start, end) = (bytes.startIndex, bytes.endIndex)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while start < end, isSpace(bytes[end - 1]) { end -= 1 }
        return bytes[start..<end]
    }

    /// One bit for each of the first 64 characters: ``!#$%&'*+-.`` and the digits.
    private static let lowTokens: UInt64 = 0x03FF_6CFA_0000_0000
    /// One bit for each of the next 64: letters and ``^_`|~``.
    private static let highTokens: UInt64 = 0x57FF_FFFF_C7FF_FFFE
}
