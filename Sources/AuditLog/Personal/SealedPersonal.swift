package import Cryptography
package import Decisions
package import StrictJSON

/// An entry's personal values, encrypted: once under a fresh key of their own, and that key once for each overseer.
///
/// The values are the canonical JSON array of `{"name", "salt", "value"}`, encrypted with AES-256-GCM under a key that is
/// made for this entry alone. The key is sealed to each overseer's X25519 key by HPKE (RFC 9180) in base mode:
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, with ``info``. Both authenticate the log's origin, a zero byte and
/// the SHA-256 of the entry's canonical body, so that nothing can be moved to another entry or log.
package struct SealedPersonal: Hashable, Sendable {
    /// The entry's key, sealed to one overseer.
    struct WrappedKey: Hashable, Sendable {
        let overseer: SHA256Digest
        let sealed: HPKE.Sealed
    }

    let keys: [WrappedKey]
    let nonce: [UInt8]
    let ciphertext: [UInt8]

    /// Encrypts values for overseers, at least one.
    package static func seal(
        _ values: [PersonalValue],
        to overseers: [Overseer],
        origin: String,
        bodyDigest: SHA256Digest
    ) throws -> SealedPersonal {
        let data = associated(origin, bodyDigest)
        let key = try SecureRandom.bytes(32)
        let nonce = try SecureRandom.bytes(AESGCM.nonceByteCount)
        let list = JSONValue.array(
            values.map { value in
                [
                    "name": .string(value.name), "salt": .string(ExactString(Hex.encode(value.salt))),
                    "value": .string(value.value),
                ]
            }
        )
        return SealedPersonal(
            keys: try overseers.map { overseer in
                WrappedKey(
                    overseer: overseer.keyDigest,
                    sealed: try HPKE.seal(key, to: overseer.key, info: info, authenticating: data)
                )
            },
            nonce: nonce,
            ciphertext: try AESGCM.seal(list.canonical(), key: key, nonce: nonce, authenticating: data)
        )
    }

    /// The values, for the holder of an overseer's key.
    ///
    /// - Throws: `wrongKey` when they are not for this key, `damaged` when they are not of this entry or were changed.
    package func open(
        with key: X25519Key,
        origin: String,
        bodyDigest: SHA256Digest
    ) throws(AuditLogError) -> [PersonalValue] {
        let digest = SHA256Digest.of(key.publicKey)
        guard let wrapped = keys.first(where: { $0.overseer == digest }) else {
            throw AuditLogError(
                .wrongKey,
                "the values are encrypted for the keys \(keys.map { $0.overseer.hex }), not for \(digest)"
            )
        }
        let data = Self.associated(origin, bodyDigest)
        do {
            let content = try HPKE.open(wrapped.sealed, with: key, info: Self.info, authenticating: data)
            let list = try AESGCM.open(ciphertext, key: content, nonce: nonce, authenticating: data)
            return try Self.values(list)
        } catch {
            throw AuditLogError(.damaged, "the values are not this entry's, or were changed: \(error)")
        }
    }

    private static func values(_ bytes: [UInt8]) throws -> [PersonalValue] {
        guard let elements = try JSONValue.parse(bytes).array else {
            throw JSONError(.wrongType, path: "", message: "an array was expected")
        }
        return try elements.map { element in
            var object = try ClosedObject(element)
            let salt = try object.string("salt")
            guard let bytes = Hex.decode(salt.value) else {
                throw object.fault(.outOfRange, at: "salt", "expected hexadecimal digits")
            }
            let value = PersonalValue(
                name: try object.string("name"),
                value: try object.string("value"),
                salt: bytes
            )
            try object.finish()
            return value
        }
    }

    private static func associated(_ origin: String, _ bodyDigest: SHA256Digest) -> [UInt8] {
        Array(origin.utf8) + [0] + bodyDigest.bytes
    }

    /// HPKE's `info`.
    static let info = Array("abeyance/v1/personal".utf8)
}

extension SealedPersonal: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        guard try object.integer("v") == 1 else { throw object.fault(.outOfRange, at: "v", "expected 1") }
        nonce = try object.base64("nonce")
        ciphertext = try object.base64("ciphertext")
        keys = try object.records("keys")
    }

    package var json: JSONObject {
        [
            "ciphertext": .base64(ciphertext), "keys": .array(keys.map { .object($0.json) }),
            "nonce": .base64(nonce), "v": 1,
        ]
    }
}

extension SealedPersonal.WrappedKey: JSONRecord {
    init(reading object: inout ClosedObject) throws(JSONError) {
        overseer = try object.digest("overseer")
        sealed = HPKE.Sealed(
            encapsulated: try object.base64("enc"),
            ciphertext: try object.base64("wrapped")
        )
    }

    var json: JSONObject {
        [
            "enc": .base64(sealed.encapsulated), "overseer": .digest(overseer),
            "wrapped": .base64(sealed.ciphertext),
        ]
    }
}

extension JSONValue {
    fileprivate static func base64(_ bytes: [UInt8]) -> JSONValue {
        .string(ExactString(Base64.encode(bytes)))
    }
}

extension ClosedObject {
    fileprivate mutating func base64(_ name: ExactString) throws(JSONError) -> [UInt8] {
        guard let bytes = Base64.decode(try string(name).value) else {
            throw fault(.outOfRange, at: name, "expected base64")
        }
        return bytes
    }
}
