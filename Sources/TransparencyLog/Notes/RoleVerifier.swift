package import Cryptography

/// Who may sign a note in a role: a name, an Ed25519 key and the four-byte identifier that follows from all three.
package struct RoleVerifier<Role: NoteRole>: Hashable, Sendable {
    /// The signer's key.
    package let key: PublicKey

    private let text: NoteKey

    /// The signer's name.
    package var name: String { text.name }

    /// The first four bytes of SHA-256 over name, line feed, type and key, as a big-endian number.
    package var keyID: UInt32 { text.keyID }

    /// The text from which `init(vkey:)` makes the same verifier.
    package var vkey: String { text.vkey }

    /// A verifier from its parts; throws `malformedKey` for a name that is not allowed or a key that is not Ed25519.
    package init(name: String, key: PublicKey) throws(TransparencyLogError) {
        text = try NoteKey(name: name, type: Role.signatureType, material: NoteKey.material(of: key))
        self.key = key
    }

    /// A verifier from its text, `name+hash+base64(type || key)`; throws when any byte of it is off.
    package init(vkey: String) throws(TransparencyLogError) {
        text = try NoteKey(vkey: vkey)
        key = try text.ed25519(type: Role.signatureType, called: Role.keyName)
    }

    /// Whether a signature line says that this key made it.
    package func isNamed(in signature: NoteSignature) -> Bool {
        keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
    }
}
