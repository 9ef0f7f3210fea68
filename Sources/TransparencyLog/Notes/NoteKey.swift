internal import Cryptography

/// A public key as notes name it (C2SP signed-note, verifier keys): a name, a signature type and the key's bytes.
struct NoteKey: Hashable, Sendable {
    let name: String
    let type: UInt8
    let material: [UInt8]

    /// The first four bytes of SHA-256 over name, line feed, type and key, as a big-endian number.
    let keyID: UInt32

    init(name: String, type: UInt8, material: [UInt8]) throws(TransparencyLogError) {
        guard NoteName.isValid(name) else {
            throw TransparencyLogError(
                .malformedKey,
                "`\(name)` is not a signer's name: no white space, no `+`"
            )
        }
        self.name = name
        self.type = type
        self.material = material
        let digest = SHA256Digest.of(Array("\(name)\n".utf8) + [type] + material)
        keyID = Self.number(digest.bytes.prefix(4))
    }

    /// Reads `name+hash+base64(type || key)`; throws when any byte of it is off.
    init(vkey: String) throws(TransparencyLogError) {
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
        try self.init(name: name, type: type, material: Array(typed.dropFirst()))
        guard Self.number(hash[...]) == keyID else {
            throw TransparencyLogError(
                .malformedKey,
                "the hash in `\(vkey)` does not belong to the name and key"
            )
        }
    }

    /// The text from which `init(vkey:)` makes the same key.
    var vkey: String {
        let hash = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) })
        return "\(name)+\(hash)+\(Base64.encode([type] + material))"
    }

    /// The Ed25519 key, when the type is the one expected; throws otherwise, also for a key that cannot be used.
    func ed25519(type expected: UInt8, called kind: String) throws(TransparencyLogError) -> PublicKey {
        guard type == expected else {
            throw TransparencyLogError(
                .unsupportedAlgorithm,
                "expected \(kind), Ed25519 of type \(expected), found type \(type)"
            )
        }
        do { return try PublicKey(ed25519: material) } catch {
            throw TransparencyLogError(.malformedKey, error.detail)
        }
    }

    /// The key's bytes of an Ed25519 key; throws for another algorithm.
    static func material(of key: PublicKey) throws(TransparencyLogError) -> [UInt8] {
        guard key.algorithm == .ed25519 else {
            throw TransparencyLogError(
                .unsupportedAlgorithm,
                "expected an Ed25519 key, found \(key.algorithm.rawValue)"
            )
        }
        return key.rawRepresentation
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
