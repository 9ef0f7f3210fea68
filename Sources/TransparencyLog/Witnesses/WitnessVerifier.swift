package import Cryptography

/// Who may cosign a checkpoint (C2SP tlog-cosignature): a name and an Ed25519 key for timestamped cosignatures (type 0x04).
package struct WitnessVerifier: Hashable, Sendable {
    /// The witness's key.
    package let key: PublicKey

    private let text: NoteKey

    /// The witness's name.
    package var name: String { text.name }

    /// The first four bytes of SHA-256 over name, line feed, type and key, as a big-endian number.
    package var keyID: UInt32 { text.keyID }

    /// The text from which `init(vkey:)` makes the same verifier.
    package var vkey: String { text.vkey }

    /// A verifier from its parts; throws `malformedKey` for a name that is not allowed or a key that is not Ed25519.
    package init(name: String, key: PublicKey) throws(TransparencyLogError) {
        text = try NoteKey(name: name, type: Self.type, material: NoteKey.material(of: key))
        self.key = key
    }

    /// A verifier from its text, `name+hash+base64(4 || key)`; throws when any byte of it is off.
    package init(vkey: String) throws(TransparencyLogError) {
        text = try NoteKey(vkey: vkey)
        key = try text.ed25519(type: Self.type, called: "a witness's key")
    }

    /// Whether a signature line says that this witness made it.
    package func isNamed(in signature: NoteSignature) -> Bool {
        keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
    }

    /// The time of a cosignature over a note's text: nil when the line is another's, throws `badSignature` when it claims
    /// to be this witness's and is not.
    func time(of signature: NoteSignature, over text: [UInt8]) throws(TransparencyLogError) -> Int64? {
        guard isNamed(in: signature) else { return nil }
        let seconds = signature.signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard signature.signature.count == 8 + 64, let time = Int64(exactly: seconds),
            key.isValidSignature(
                Array(signature.signature.dropFirst(8)),
                for: CosignedMessage.bytes(text, time: time)
            )
        else {
            throw TransparencyLogError(.badSignature, "the cosignature of `\(name)` is not valid")
        }
        return time
    }

    private static let type: UInt8 = 4
}

/// What a witness signs: a header, the time, and the whole text of the checkpoint.
enum CosignedMessage {
    static func bytes(_ text: [UInt8], time: Int64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }
}
