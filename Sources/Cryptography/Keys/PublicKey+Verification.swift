internal import COpenSSL

extension PublicKey {
    /// Whether a signature over a message is this key's.
    ///
    /// The signature is Ed25519's 64 bytes, or r and s joined (RFC 7518 section 3.4), never DER. Anything that is not a valid
    /// signature, an error of the library included, is false.
    package func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == algorithm.signatureByteCount else { return false }
        guard let encoded = algorithm == .ed25519 ? signature : ECDSASignature.der(fromJoined: signature)
        else {
            return false
        }
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, algorithm.messageDigest, nil, handle.pointer) == 1
        else {
            return false
        }
        return unsafe EVP_DigestVerify(context, encoded, encoded.count, message, message.count) == 1
    }
}

extension SignatureAlgorithm {
    /// The digest that OpenSSL is told to use; none for Ed25519, which has its own.
    var messageDigest: OpaquePointer? {
        switch self {
        case .es256: unsafe EVP_sha256()
        case .es384: unsafe EVP_sha384()
        case .ed25519: nil
        }
    }
}
