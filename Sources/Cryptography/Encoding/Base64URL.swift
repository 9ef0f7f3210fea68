/// Base64 with the URL alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2), strict in both directions.
package enum Base64URL {
    /// The unpadded text of some bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        alphabet.encode(bytes, padded: false)
    }

    /// The bytes of a text, or nil for padding, white space, foreign characters or unused bits that are not zero.
    package static func decode(_ text: String) -> [UInt8]? {
        alphabet.decode(Array(text.utf8)[...])
    }

    /// The bytes of ASCII text given as bytes; the same rules.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        alphabet.decode(text)
    }

    private static let alphabet = Base64Alphabet(last: "-_")
}
