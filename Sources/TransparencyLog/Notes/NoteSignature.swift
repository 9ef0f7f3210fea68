internal import Cryptography

/// One signature line of a note: who says to have signed, and what.
package struct NoteSignature: Hashable, Sendable {
    /// The name in the line.
    package let name: String
    /// The identifier of name and key, as a big-endian number.
    package let keyID: UInt32
    /// The signature itself, without the identifier.
    package let signature: [UInt8]

    package init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// Reads `— name base64`, or nil.
    init?(line: String) {
        let bytes = Array(line.utf8)
        let start = Array("— ".utf8)
        guard bytes.starts(with: start), let space = bytes.lastIndex(of: UInt8(ascii: " ")),
            space > start.count
        else {
            return nil
        }
        guard let name = String(validating: bytes[start.count..<space], as: UTF8.self),
            NoteName.isValid(name),
            let content = Base64.decode(String(decoding: bytes[(space + 1)...], as: UTF8.self)),
            content.count > 4
        else { return nil }
        self.name = name
        keyID = content.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(content.dropFirst(4))
    }

    /// The line with its end.
    var line: String {
        let identifier = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
        return "— \(name) \(Base64.encode(identifier + signature))\n"
    }
}
