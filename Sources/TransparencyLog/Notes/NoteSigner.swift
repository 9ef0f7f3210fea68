package import Cryptography

/// Signs notes with a name and an Ed25519 key.
package struct NoteSigner: Sendable {
    /// Who verifies what this signs.
    package let verifier: NoteVerifier
    private let key: PrivateKey

    /// A signer; throws for a name that is not allowed or a key that is not Ed25519.
    package init(name: String, key: PrivateKey) throws(TransparencyLogError) {
        verifier = try NoteVerifier(name: name, key: key.publicKey)
        self.key = key
    }

    /// A signature over a note's text.
    package func sign(_ text: [UInt8]) throws(TransparencyLogError) -> NoteSignature {
        let signature: [UInt8]
        do { signature = try key.signature(for: text) } catch {
            throw TransparencyLogError(.signing, error.detail)
        }
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: signature)
    }
}
