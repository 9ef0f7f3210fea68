internal import Cryptography

/// A text with signature lines (C2SP signed-note).
///
/// Reading proves nothing; `verified(by:)` does.
package struct SignedNote: Hashable, Sendable {
    /// What is signed: UTF-8 without control characters, ending with a line feed.
    package let text: [UInt8]
    /// The signature lines, in order.
    package let signatures: [NoteSignature]

    /// Reads a note; throws `malformedNote`.
    package init(parsing bytes: [UInt8]) throws(TransparencyLogError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw TransparencyLogError(.malformedNote, "a note has at most \(Self.maximumByteCount) bytes")
        }
        guard Self.isText(bytes), bytes.last == UInt8(ascii: "\n"), let end = Self.endOfText(bytes) else {
            throw TransparencyLogError(.malformedNote, "expected text, an empty line and signature lines")
        }
        var lines = LineReader(Array(bytes[(end + 1)...]))
        var signatures: [NoteSignature] = []
        while let line = lines.next() {
            guard signatures.count < Self.maximumSignatures, let signature = NoteSignature(line: line) else {
                throw TransparencyLogError(
                    .malformedNote,
                    "signature line \(signatures.count + 1): expected `— name base64`"
                )
            }
            signatures.append(signature)
        }
        guard !signatures.isEmpty else {
            throw TransparencyLogError(.malformedNote, "expected a signature line")
        }
        text = Array(bytes[..<end])
        self.signatures = signatures
    }

    /// Signs a text; throws `malformedNote` for a text that no note can carry.
    package init(signing text: [UInt8], with signers: [NoteSigner]) throws(TransparencyLogError) {
        guard Self.isText(text), text.last == UInt8(ascii: "\n") else {
            throw TransparencyLogError(.malformedNote, "a note's text is UTF-8 and ends with a line feed")
        }
        var signatures: [NoteSignature] = []
        for signer in signers { signatures.append(try signer.sign(text)) }
        self.text = text
        self.signatures = signatures
    }

    /// The note's bytes.
    package var encoded: [UInt8] { text + Array("\n".utf8) + signatures.flatMap { Array($0.line.utf8) } }

    /// Those of the verifiers whose signatures the note carries.
    ///
    /// Signatures by others are ignored. Throws `badSignature` when a signature that names one of the verifiers is not its
    /// signature, and `notSigned` when none of them signed.
    package func verified(by verifiers: [NoteVerifier]) throws(TransparencyLogError) -> [NoteVerifier] {
        var found: [NoteVerifier] = []
        for signature in signatures {
            let match = verifiers.first {
                $0.keyID == signature.keyID && $0.name.utf8.elementsEqual(signature.name.utf8)
            }
            guard let verifier = match, !found.contains(verifier) else { continue }
            guard verifier.key.isValidSignature(signature.signature, for: text) else {
                throw TransparencyLogError(.badSignature, "the signature of `\(verifier.name)` is not valid")
            }
            found.append(verifier)
        }
        guard !found.isEmpty else {
            throw TransparencyLogError(.notSigned, "the note is not signed by any key that is known here")
        }
        return found
    }

    /// Where the text ends: after the line feed before the last empty line.
    private static func endOfText(_ bytes: [UInt8]) -> Int? {
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index] == UInt8(ascii: "\n"), bytes[index - 1] == UInt8(ascii: "\n") { return index }
            index -= 1
        }
        return nil
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }) else { return false }
        return String(validating: bytes, as: UTF8.self) != nil
    }

    private static let maximumByteCount = 1_000_000
    private static let maximumSignatures = 100
}
