package import Cryptography

/// Cosigns checkpoints with a witness's name and Ed25519 key; deciding what to cosign is the caller's.
package struct WitnessSigner: Sendable {
    /// Who verifies what this signs.
    package let verifier: WitnessVerifier
    private let key: PrivateKey

    /// A signer; throws for a name that is not allowed or a key that is not Ed25519.
    package init(name: String, key: PrivateKey) throws(TransparencyLogError) {
        verifier = try WitnessVerifier(name: name, key: key.publicKey)
        self.key = key
    }

    /// A cosignature over a checkpoint's text at a time in seconds since 1970.
    ///
    /// Throws `malformedCheckpoint` for a text that is no checkpoint, and `outOfRange` for a time that is not above 0.
    package func cosign(_ text: [UInt8], time: Int64) throws(TransparencyLogError) -> NoteSignature {
        _ = try Checkpoint(parsing: text)
        guard time > 0 else {
            throw TransparencyLogError(.outOfRange, "a cosignature's time is above 0, found \(time)")
        }
        let signature: [UInt8]
        do { signature = try key.signature(for: CosignedMessage.bytes(text, time: time)) } catch {
            throw TransparencyLogError(.signing, error.detail)
        }
        let seconds = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) }
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, signature: seconds + signature)
    }
}
