internal import COpenSSL

/// AES in Galois/Counter Mode (NIST SP 800-38D), with a tag of 16 bytes after the ciphertext.
///
/// A key's length says which AES it is: 16 bytes AES-128, 32 bytes AES-256. A nonce must never come twice with one key.
package enum AESGCM {
    /// The nonce's length in bytes.
    package static let nonceByteCount = 12
    /// The tag's length in bytes.
    package static let tagByteCount = 16

    /// Ciphertext and tag over a message and data that is authenticated only.
    package static func seal(
        _ message: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        authenticating data: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let context = try CipherContext(key: key, nonce: nonce, encrypting: true)
        try context.authenticate(data)
        let sealed = try context.process(message)
        return try sealed + context.finish() + context.tag()
    }

    /// The message, once the tag is right; throws `decryption` otherwise, and nothing of the message is given out.
    package static func open(
        _ sealed: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        authenticating data: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard sealed.count >= tagByteCount else { throw CipherContext.failure }
        let context = try CipherContext(key: key, nonce: nonce, encrypting: false)
        try context.authenticate(data)
        let message = try context.process(Array(sealed.dropLast(tagByteCount)))
        try context.expect(tag: Array(sealed.suffix(tagByteCount)))
        return try message + context.finish()
    }
}

/// One run of a cipher.
@safe private struct CipherContext: ~Copyable {
    private let context: OpaquePointer

    /// What is told of a ciphertext that does not open, whatever the cause.
    static let failure = CryptographyError(.decryption, "cannot be decrypted: another key, or changed bytes")

    init(key: [UInt8], nonce: [UInt8], encrypting: Bool) throws(CryptographyError) {
        unsafe context = try Self.begin(key, nonce, encrypting)
    }

    private static func begin(
        _ key: [UInt8],
        _ nonce: [UInt8],
        _ encrypting: Bool
    ) throws(CryptographyError) -> OpaquePointer {
        ERR_clear_error()
        guard nonce.count == AESGCM.nonceByteCount, key.count == 16 || key.count == 32 else {
            throw CryptographyError(.malformedKey, "expected a key of 16 or 32 bytes and a nonce of 12")
        }
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .openSSL(.encryption) }
        let cipher = unsafe key.count == 32 ? EVP_aes_256_gcm() : EVP_aes_128_gcm()
        guard unsafe EVP_CipherInit_ex(context, cipher, nil, key, nonce, encrypting ? 1 : 0) == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw .openSSL(.encryption)
        }
        return unsafe context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(context) }

    func authenticate(_ data: [UInt8]) throws(CryptographyError) {
        guard !data.isEmpty else { return }
        var count: CInt = 0
        guard unsafe EVP_CipherUpdate(context, nil, &count, data, CInt(clamping: data.count)) == 1 else {
            throw .openSSL(.encryption)
        }
    }

    func process(_ input: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard !input.isEmpty else { return [] }
        var output = [UInt8](repeating: 0, count: input.count)
        var count: CInt = 0
        guard unsafe EVP_CipherUpdate(context, &output, &count, input, CInt(clamping: input.count)) == 1,
            Int(count) == input.count
        else { throw .openSSL(.encryption) }
        return output
    }

    /// Ends the run: nothing for this mode but the check of the tag when decrypting.
    func finish() throws(CryptographyError) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: 16)
        var count: CInt = 0
        guard unsafe EVP_CipherFinal_ex(context, &rest, &count) == 1 else {
            ERR_clear_error()
            throw Self.failure
        }
        return Array(rest.prefix(Int(count)))
    }

    func tag() throws(CryptographyError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: AESGCM.tagByteCount)
        guard unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CInt(tag.count), &tag) == 1 else {
            throw .openSSL(.encryption)
        }
        return tag
    }

    func expect(tag: [UInt8]) throws(CryptographyError) {
        var tag = tag
        guard unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, CInt(tag.count), &tag) == 1 else {
            throw .openSSL(.encryption)
        }
    }
}
