import COpenSSL

/// Records of TLS 1.3 with any content, encrypted with a peer's own keys: what a peer that is known, and hostile, may send.
struct RecordForger {
    private let key: [UInt8]
    private let vector: [UInt8]
    private var number: UInt64

    /// Continues after `number` records under a traffic secret of the suite AES-256-GCM with SHA-384.
    init?(secret: [UInt8], after number: UInt64) {
        guard secret.count == 48 else { return nil }
        key = Self.expand(secret, "key", 32)
        vector = Self.expand(secret, "iv", 12)
        self.number = number
    }

    /// One record; `type` is the type inside the encryption, `padding` how many zeros follow it.
    mutating func record(_ type: UInt8, _ content: [UInt8], padding: Int = 0) -> [UInt8] {
        let plain = content + [type] + [UInt8](repeating: 0, count: padding)
        let length = plain.count + 16
        let header: [UInt8] = [23, 3, 3, UInt8(truncatingIfNeeded: length >> 8), UInt8(length & 0xff)]
        defer { number += 1 }
        return header + sealed(plain, header)
    }

    /// AES-256-GCM with the record's number in the nonce (RFC 8446 section 5.3).
    private func sealed(_ plain: [UInt8], _ header: [UInt8]) -> [UInt8] {
        var nonce = vector
        for index in 0..<8 { nonce[11 - index] ^= UInt8(truncatingIfNeeded: number >> (8 * index)) }
        var sealed = [UInt8](repeating: 0, count: plain.count + 16)
        var count: Int32 = 0
        let cipher = unsafe EVP_CIPHER_CTX_new()
        defer { unsafe EVP_CIPHER_CTX_free(cipher) }
        unsafe _ = EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce)
        unsafe _ = EVP_EncryptUpdate(cipher, nil, &count, header, Int32(header.count))
        unsafe _ = EVP_EncryptUpdate(cipher, &sealed, &count, plain, Int32(plain.count))
        var tag = [UInt8](repeating: 0, count: 16)
        var none: Int32 = 0
        unsafe _ = EVP_EncryptFinal_ex(cipher, &tag, &none)
        unsafe _ = EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, &tag)
        sealed.replaceSubrange(plain.count..., with: tag)
        return sealed
    }

    /// HKDF-Expand-Label with no context (RFC 8446 section 7.1), for outputs of one block.
    private static func expand(_ secret: [UInt8], _ label: String, _ count: Int) -> [UInt8] {
        let label = Array("tls13 \(label)".utf8)
        let info = [UInt8(count >> 8), UInt8(count), UInt8(label.count)] + label + [0, 1]
        var block = [UInt8](repeating: 0, count: 48)
        var length: UInt32 = 0
        unsafe _ = HMAC(EVP_sha384(), secret, Int32(secret.count), info, info.count, &block, &length)
        return Array(block.prefix(count))
    }
}
