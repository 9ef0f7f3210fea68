package import Cryptography

/// Who may sign a note: a name, an Ed25519 key (type 0x01) and the four-byte identifier that follows from both.
package struct NoteVerifier: Hashable, Sendable {
    /// The signer's name.
    package let name: String
    /// The signer's key.
    package let key: PublicKey
    /// The first four bytes of SHA-256 over name, line feed, type and key, as a big-endian number.
    package let keyID: UInt32

    /// A verifier from its parts; throws `malformedKey` for a name that is not allowed or a key that is not Ed25519.
    package init(name: String, key: PublicKey) throws(TransparencyLogError) {
        guard NoteName.isValid(name) else {
            throw TransparencyLogError(
                .malformedKey,
                "`\(name)` is not a signer's name: no white space, no `+`"
            )
        }
        guard key.algorithm == .ed25519 else {
            throw TransparencyLogError(
                .unsupportedAlgorithm,
                "expected an Ed25519 key, found \(key.algorithm.rawValue)"
            )
        }
        self.name = name
        self.key = key
        keyID = Self.keyID(name: name, typed: Self.typed(key))
    }

    /// A verifier from its text, `name+hash+base64(type || key)`; throws when any byte of it is off.
    package init(vkey: String) throws(TransparencyLogError) {
        let parts = Array(vkey.utf8).split(
            separator: UInt8(ascii: "+"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let name = String(validating: parts[0], as: UTF8.self),
            NoteName.isValid(name),
            parts[1].count == 8, let hash = Hex.decode(String(decoding: parts[1], as: UTF8.self)),
            let typed = Base64.decode(String(decoding: parts[2], as: UTF8.self)), let type = typed.first
        else { throw TransparencyLogError(.malformedKey, "expected `name+hash+key`, found `\(vkey)`") }
        guard hash.reduce(0, { $0 << 8 | UInt32($1) }) == Self.keyID(name: name, typed: typed) else {
            throw TransparencyLogError(
                .malformedKey,
                "the hash in `\(vkey)` does not belong to the name and key"
            )
        }
        guard type == Self.ed25519Type else {
            throw TransparencyLogError(
                .unsupportedAlgorithm,
                "only Ed25519 keys of type 1 are supported, found type \(type)"
            )
        }
        let key: PublicKey
        do { key = try PublicKey(ed25519: Array(typed.dropFirst())) } catch {
            throw TransparencyLogError(.malformedKey, error.detail)
        }
        try self.init(name: name, key: key)
    }

    /// The text from which `init(vkey:)` makes the same verifier.
    package var vkey: String {
        let hash = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) })
        return "\(name)+\(hash)+\(Base64.encode(Self.typed(key)))"
    }

    private static func typed(_ key: PublicKey) -> [UInt8] { [ed25519Type] + key.rawRepresentation }

    private static func keyID(name: String, typed: [UInt8]) -> UInt32 {
        let digest = SHA256Digest.of(Array("\(name)\n".utf8) + typed)
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let ed25519Type: UInt8 = 1
}
