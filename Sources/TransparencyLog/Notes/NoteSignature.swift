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

    /// Reads signature lines, each with its end, at least one and at most 100; throws `malformedNote` and names the line.
    package static func lines(_ bytes: [UInt8]) throws(TransparencyLogError) -> [NoteSignature] {
        var lines = LineReader(bytes)
        var signatures: [NoteSignature] = []
        while let line = lines.next() {
            guard signatures.count < maximumCount, let signature = NoteSignature(line: line) else {
                throw malformed("signature line \(signatures.count + 1): expected `— name base64`")
            }
            signatures.append(signature)
        }
        guard lines.rest.isEmpty, !signatures.isEmpty else {
            throw malformed("expected signature lines, each `— name base64` with a line feed")
        }
        return signatures
    }

    /// The line with its end.
    package var line: String {
        let identifier = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
        return "— \(name) \(Base64.encode(identifier + signature))\n"
    }

    private static func malformed(_ detail: String) -> TransparencyLogError {
        TransparencyLogError(.malformedNote, detail)
    }

    private static let maximumCount = 100
}
