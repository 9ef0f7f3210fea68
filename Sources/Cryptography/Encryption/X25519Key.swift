internal import COpenSSL

/// A private key for X25519 (RFC 7748); it never prints itself.
package struct X25519Key: Sendable {
    /// The public half, 32 bytes.
    package let publicKey: [UInt8]

    private let handle: KeyHandle

    /// A fresh key.
    package static func generate() throws(CryptographyError) -> X25519Key {
        try X25519Key(raw: try SecureRandom.bytes(byteCount))
    }

    /// A key from its 32 bytes; they are clamped when used, as RFC 7748 says.
    package init(raw: [UInt8]) throws(CryptographyError) {
        ERR_clear_error()
        guard raw.count == Self.byteCount,
            let pointer = unsafe EVP_PKEY_new_raw_private_key_ex(nil, "X25519", nil, raw, raw.count)
        else { throw .openSSL(.malformedKey, "expected an X25519 key of 32 bytes") }
        try self.init(handle: unsafe KeyHandle(owning: pointer))
    }

    /// A key from a PEM text whose only block is `PRIVATE KEY` (PKCS #8, RFC 8410).
    package init(pem: [UInt8]) throws(CryptographyError) {
        let blocks = try PEM.blocks(in: pem)
        guard let block = blocks.first, blocks.count == 1, block.label.utf8.elementsEqual("PRIVATE KEY".utf8)
        else {
            throw CryptographyError(.malformedPEM, "expected one `PRIVATE KEY` block without a passphrase")
        }
        guard block.content.starts(with: Self.prefix),
            block.content.count == Self.prefix.count + Self.byteCount
        else {
            throw CryptographyError(.unsupportedKey, "expected an X25519 key")
        }
        try self.init(raw: Array(block.content.suffix(Self.byteCount)))
    }

    /// A `PRIVATE KEY` block (PKCS #8, not encrypted): whoever writes it sets the file's mode to 0600.
    package func pem() throws(CryptographyError) -> [UInt8] {
        var raw = [UInt8](repeating: 0, count: Self.byteCount)
        var count = raw.count
        guard unsafe EVP_PKEY_get_raw_private_key(handle.pointer, &raw, &count) == 1, count == raw.count
        else {
            throw .openSSL(.malformedKey)
        }
        return PEM.encode(label: "PRIVATE KEY", Self.prefix + raw)
    }

    /// The secret shared with the holder of a public key.
    ///
    /// - Throws: `weakKey` when the other key has small order, so that the secret would be known to everybody.
    func sharedSecret(with other: [UInt8]) throws(CryptographyError) -> [UInt8] {
        ERR_clear_error()
        guard other.count == Self.byteCount,
            let pointer = unsafe EVP_PKEY_new_raw_public_key_ex(nil, "X25519", nil, other, other.count)
        else { throw .openSSL(.malformedKey, "expected an X25519 public key of 32 bytes") }
        let peer = unsafe KeyHandle(owning: pointer)
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil) else {
            throw .openSSL(.malformedKey)
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var secret = [UInt8](repeating: 0, count: Self.byteCount)
        var count = secret.count
        guard unsafe EVP_PKEY_derive_init(context) == 1,
            unsafe EVP_PKEY_derive_set_peer(context, peer.pointer) == 1,
            unsafe EVP_PKEY_derive(context, &secret, &count) == 1, count == secret.count,
            secret.contains(where: { $0 != 0 })
        else {
            throw .openSSL(.weakKey, "expected an X25519 public key that is not of small order")
        }
        return secret
    }

    private init(handle: KeyHandle) throws(CryptographyError) {
        var raw = [UInt8](repeating: 0, count: Self.byteCount)
        var count = raw.count
        guard unsafe EVP_PKEY_get_raw_public_key(handle.pointer, &raw, &count) == 1, count == raw.count else {
            throw .openSSL(.malformedKey)
        }
        publicKey = raw
        self.handle = handle
    }

    /// The length of either half in bytes.
    package static let byteCount = 32

    /// Everything in a PKCS #8 X25519 key before its 32 bytes.
    private static let prefix: [UInt8] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
    ]
}

extension X25519Key: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
