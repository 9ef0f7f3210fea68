/// Base64 with the standard alphabet and padding (RFC 4648 section 4), strict in both directions.
package enum Base64 {
    /// The padded text of some bytes, without line breaks.
    package static func encode(_ bytes: [UInt8]) -> String {
        alphabet.encode(bytes, padded: true)
    }

    /// The bytes of a text, or nil for white space, missing padding, foreign characters or unused bits that are not zero.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 4) else { return nil }
        let padding = characters.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return alphabet.decode(characters.dropLast(padding))
    }

    private static let alphabet = Base64Alphabet(last: "+/")
}
