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
        text = Array(bytes[..<end])
        signatures = try NoteSignature.lines(Array(bytes[(end + 1)...]))
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

    /// The note with further signature lines, without those that it has already.
    package func adding(_ more: [NoteSignature]) -> SignedNote {
        var all = signatures
        for signature in more where !all.contains(signature) { all.append(signature) }
        return SignedNote(text: text, signatures: all)
    }

    /// The note with only the signature lines that `isKept` accepts.
    package func keeping(_ isKept: (NoteSignature) -> Bool) -> SignedNote {
        SignedNote(text: text, signatures: signatures.filter(isKept))
    }

    /// Those of the verifiers whose signatures the note carries.
    ///
    /// Signatures by others are ignored. Throws `badSignature` when any signature that names one of the verifiers is not its
    /// signature, and `notSigned` when none of them signed.
    package func verified(by verifiers: [NoteVerifier]) throws(TransparencyLogError) -> [NoteVerifier] {
        var found: [NoteVerifier] = []
        for signature in signatures {
            guard let verifier = verifiers.first(where: { $0.isNamed(in: signature) }) else { continue }
            guard verifier.key.isValidSignature(signature.signature, for: text) else {
                throw TransparencyLogError(.badSignature, "the signature of `\(verifier.name)` is not valid")
            }
            if !found.contains(verifier) { found.append(verifier) }
        }
        guard !found.isEmpty else {
            throw TransparencyLogError(.notSigned, "the note is not signed by any key that is known here")
        }
        return found
    }

    private init(text: [UInt8], signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
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
}
