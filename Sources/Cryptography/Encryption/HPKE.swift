/// Hybrid public key encryption (RFC 9180) in its base mode and of one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256.
package enum HPKE {
    /// The cipher of a suite.
    package enum Cipher: UInt16, Sendable {
        /// AES-128-GCM, which the RFC's own test vectors use.
        case aes128GCM = 1
        /// AES-256-GCM.
        case aes256GCM = 2

        var keyByteCount: Int { self == .aes128GCM ? 16 : 32 }
    }

    /// A message for one recipient.
    package struct Sealed: Hashable, Sendable {
        /// The encapsulated key (`enc`), 32 bytes.
        package let encapsulated: [UInt8]
        /// The ciphertext, 16 bytes longer than the message.
        package let ciphertext: [UInt8]

        /// A sealed message from its parts.
        package init(encapsulated: [UInt8], ciphertext: [UInt8]) {
            self.encapsulated = encapsulated
            self.ciphertext = ciphertext
        }
    }

    /// Encrypts a message for the holder of an X25519 public key.
    ///
    /// - Parameters:
    ///   - message: what only the recipient may read.
    ///   - recipient: 32 bytes.
    ///   - info: what the message is for; both sides give the same.
    ///   - data: authenticated with the message.
    ///   - cipher: the suite's cipher.
    ///   - ephemeral: the sender's key; a fresh one unless a test vector fixes it.
    /// - Returns: the encapsulated key and the ciphertext.
    /// - Throws: `weakKey` when the recipient's key has small order, `malformedKey` when it is none.
    package static func seal(
        _ message: [UInt8],
        to recipient: [UInt8],
        info: [UInt8],
        authenticating data: [UInt8],
        cipher: Cipher = .aes256GCM,
        ephemeral: X25519Key? = nil
    ) throws(CryptographyError) -> Sealed {
        let ephemeral = if let ephemeral { ephemeral } else { try X25519Key.generate() }
        let secret = shared(
            try ephemeral.sharedSecret(with: recipient),
            context: ephemeral.publicKey + recipient
        )
        let schedule = Schedule(secret: secret, info: info, cipher: cipher)
        return Sealed(
            encapsulated: ephemeral.publicKey,
            ciphertext: try AESGCM.seal(
                message,
                key: schedule.key,
                nonce: schedule.nonce,
                authenticating: data
            )
        )
    }

    /// Decrypts a message; throws `decryption` when it was for another key, another purpose, or was changed.
    package static func open(
        _ sealed: Sealed,
        with key: X25519Key,
        info: [UInt8],
        authenticating data: [UInt8],
        cipher: Cipher = .aes256GCM
    ) throws(CryptographyError) -> [UInt8] {
        let secret = shared(
            try key.sharedSecret(with: sealed.encapsulated),
            context: sealed.encapsulated + key.publicKey
        )
        let schedule = Schedule(secret: secret, info: info, cipher: cipher)
        return try AESGCM.open(
            sealed.ciphertext,
            key: schedule.key,
            nonce: schedule.nonce,
            authenticating: data
        )
    }

    /// `ExtractAndExpand` of the KEM (section 4.1).
    private static func shared(_ secret: [UInt8], context: [UInt8]) -> [UInt8] {
        let suite = Array("KEM".utf8) + bytes(kem)
        let key = extract(salt: [], suite, "eae_prk", secret)
        return expand(key, suite, "shared_secret", context, 32)
    }

    /// `KeySchedule` for the base mode and the first message (section 5.1).
    private struct Schedule {
        let key: [UInt8]
        let nonce: [UInt8]

        init(secret: [UInt8], info: [UInt8], cipher: Cipher) {
            let suite = Array("HPKE".utf8) + bytes(kem) + bytes(kdf) + bytes(cipher.rawValue)
            let context =
                [modeBase] + extract(salt: [], suite, "psk_id_hash", [])
                + extract(salt: [], suite, "info_hash", info)
            let master = extract(salt: secret, suite, "secret", [])
            key = expand(master, suite, "key", context, cipher.keyByteCount)
            nonce = expand(master, suite, "base_nonce", context, AESGCM.nonceByteCount)
        }
    }

    private static func extract(
        salt: [UInt8],
        _ suite: [UInt8],
        _ label: String,
        _ material: [UInt8]
    ) -> [UInt8] {
        HKDFSHA256.extract(salt: salt, version + suite + Array(label.utf8) + material)
    }

    private static func expand(
        _ key: [UInt8],
        _ suite: [UInt8],
        _ label: String,
        _ info: [UInt8],
        _ count: Int
    ) -> [UInt8] {
        let labelled = bytes(UInt16(count)) + version + suite + Array(label.utf8) + info
        return HKDFSHA256.expand(key, info: labelled, count: count)
    }

    private static func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

    private static let version = Array("HPKE-v1".utf8)
    private static let modeBase: UInt8 = 0
    private static let kem: UInt16 = 0x0020
    private static let kdf: UInt16 = 0x0001
}
