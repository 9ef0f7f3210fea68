internal import COpenSSL

/// A private key for one signature algorithm; it never prints itself.
package struct PrivateKey: Sendable {
    /// The public half.
    package let publicKey: PublicKey

    private let handle: KeyHandle

    /// The only algorithm this key signs with.
    package var algorithm: SignatureAlgorithm { publicKey.algorithm }

    /// A fresh key.
    package static func generate(_ algorithm: SignatureAlgorithm) throws(CryptographyError) -> PrivateKey {
        let (type, group) =
            switch algorithm {
            case .es256: ("EC", "P-256")
            case .es384: ("EC", "P-384")
            case .ed25519: ("ED25519", "")
            }
        ERR_clear_error()
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil) else {
            throw .openSSL(.malformedKey)
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_keygen_init(context) == 1 else { throw .openSSL(.malformedKey) }
        if !group.isEmpty {
            guard unsafe EVP_PKEY_CTX_set_group_name(context, group) == 1 else {
                throw .openSSL(.malformedKey)
            }
        }
        var pointer: OpaquePointer?
        guard unsafe EVP_PKEY_generate(context, &pointer) == 1, let pointer = unsafe pointer else {
            throw .openSSL(.malformedKey)
        }
        return try PrivateKey(handle: unsafe KeyHandle(owning: pointer))
    }

    /// A key from a PEM text with one `PRIVATE KEY` or `EC PRIVATE KEY` block, not encrypted.
    package init(pem: [UInt8]) throws(CryptographyError) {
        let keys = try PEM.blocks(in: pem).filter { !$0.label.utf8.elementsEqual("EC PARAMETERS".utf8) }
        guard let block = keys.first, keys.count == 1 else {
            throw CryptographyError(.malformedPEM, "expected one `PRIVATE KEY` block")
        }
        let labels = ["PRIVATE KEY", "EC PRIVATE KEY"]
        guard labels.contains(where: { $0.utf8.elementsEqual(block.label.utf8) }) else {
            throw CryptographyError(
                .malformedPEM,
                "expected `PRIVATE KEY` without a passphrase, found `\(block.label)`"
            )
        }
        try self.init(der: block.content)
    }

    /// A key from PKCS #8 or SEC 1 bytes.
    package init(der: [UInt8]) throws(CryptographyError) {
        let read = unsafe DER.decode(
            der,
            { unsafe d2i_AutoPrivateKey(nil, $0, $1) },
            free: { unsafe EVP_PKEY_free($0) }
        )
        guard let pointer = unsafe read else {
            throw .openSSL(.malformedKey, "the private key cannot be read")
        }
        try self.init(handle: unsafe KeyHandle(owning: pointer))
    }

    /// An Ed25519 key from its 32-byte seed.
    package init(ed25519Seed seed: [UInt8]) throws(CryptographyError) {
        ERR_clear_error()
        guard seed.count == 32,
            let pointer = unsafe EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count)
        else { throw .openSSL(.malformedKey, "expected a seed of 32 bytes") }
        try self.init(handle: unsafe KeyHandle(owning: pointer))
    }

    /// A `PRIVATE KEY` block (PKCS #8, not encrypted): whoever writes it sets the file's mode to 0600.
    package func pem() throws(CryptographyError) -> [UInt8] {
        ERR_clear_error()
        guard let info = unsafe EVP_PKEY2PKCS8(handle.pointer) else { throw .openSSL(.malformedKey) }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        guard let der = unsafe DER.encode({ unsafe i2d_PKCS8_PRIV_KEY_INFO(info, $0) }) else {
            throw .openSSL(.malformedKey)
        }
        return PEM.encode(label: "PRIVATE KEY", der)
    }

    /// A signature over a message: Ed25519's 64 bytes, or r and s joined (RFC 7518 section 3.4).
    package func signature(for message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        ERR_clear_error()
        guard let context = unsafe EVP_MD_CTX_new() else { throw .openSSL(.signing) }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestSignInit(context, nil, algorithm.messageDigest, nil, handle.pointer) == 1
        else {
            throw .openSSL(.signing)
        }
        var count = Self.maximumSignatureByteCount
        var signature = [UInt8](repeating: 0, count: count)
        guard unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else {
            throw .openSSL(.signing)
        }
        signature.removeLast(signature.count - count)
        if algorithm == .ed25519 { return signature }
        guard let joined = ECDSASignature.joined(fromDER: signature, width: algorithm.coordinateByteCount)
        else {
            throw .openSSL(.signing)
        }
        return joined
    }

    /// Runs `body` with the OpenSSL key, which stays this value's.
    package func withUnsafeKey<R>(_ body: (OpaquePointer) throws -> R) rethrows -> R {
        try unsafe body(handle.pointer)
    }

    /// A key with its public half, both OpenSSL's.
    init(handle: KeyHandle, publicKey: PublicKey) {
        self.publicKey = publicKey
        self.handle = handle
    }

    private init(handle: KeyHandle) throws(CryptographyError) {
        guard let info = unsafe DER.encode({ unsafe i2d_PUBKEY(handle.pointer, $0) }) else {
            throw .openSSL(.unsupportedKey)
        }
        publicKey = try PublicKey(subjectPublicKeyInfo: info)
        self.handle = handle
    }

    /// The longest DER signature of the three algorithms is P-384's 104 bytes.
    private static let maximumSignatureByteCount = 128
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
