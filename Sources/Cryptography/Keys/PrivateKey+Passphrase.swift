internal import COpenSSL

extension PrivateKey {
    /// An `ENCRYPTED PRIVATE KEY` block (PKCS #8, RFC 5958): AES-256-CBC under a key that scrypt makes of the passphrase.
    ///
    /// scrypt with N 16384, r 8, p 5 takes 16 MiB and a fraction of a second for each guess; every OpenSSL reads it.
    package func pem(passphrase: Redacted<[UInt8]>) throws(CryptographyError) -> [UInt8] {
        let salt = try SecureRandom.bytes(16)
        ERR_clear_error()
        guard
            let made = unsafe PKCS5_pbe2_set_scrypt(
                EVP_aes_256_cbc(),
                salt,
                Int32(salt.count),
                nil,
                Self.cost,
                Self.blockSize,
                Self.parallelism
            )
        else { throw .openSSL(.encryption) }
        defer { unsafe X509_ALGOR_free(made) }
        let plain = try PEM.blocks(in: pem()).first?.content ?? []
        guard let sealed = unsafe Self.transform(plain, passphrase, made, encrypting: true),
            let envelope = unsafe X509_SIG_new()
        else { throw .openSSL(.encryption) }
        defer { unsafe X509_SIG_free(envelope) }
        var algorithm: UnsafeMutablePointer<X509_ALGOR>?
        var octets: UnsafeMutablePointer<ASN1_OCTET_STRING>?
        unsafe X509_SIG_getm(envelope, &algorithm, &octets)
        guard unsafe X509_ALGOR_copy(algorithm, made) == 1,
            unsafe ASN1_OCTET_STRING_set(octets, sealed, Int32(sealed.count)) == 1,
            let der = unsafe DER.encode({ unsafe i2d_X509_SIG(envelope, $0) })
        else { throw .openSSL(.encryption) }
        return PEM.encode(label: Self.encryptedLabel, der)
    }

    /// Whether a PEM text holds a key that only a passphrase opens.
    package static func isEncrypted(pem: [UInt8]) throws(CryptographyError) -> Bool {
        try PEM.blocks(in: pem).contains { $0.label.utf8.elementsEqual(encryptedLabel.utf8) }
    }

    /// A key from a PEM text whose only block is `ENCRYPTED PRIVATE KEY`.
    ///
    /// Throws `decryption` when the passphrase does not open it.
    package init(pem: [UInt8], passphrase: Redacted<[UInt8]>) throws(CryptographyError) {
        let blocks = try PEM.blocks(in: pem)
        guard let block = blocks.first, blocks.count == 1,
            block.label.utf8.elementsEqual(Self.encryptedLabel.utf8)
        else {
            throw CryptographyError(.malformedPEM, "expected one `\(Self.encryptedLabel)` block")
        }
        let read = unsafe DER.decode(
            block.content,
            { unsafe d2i_X509_SIG(nil, $0, $1) },
            free: { unsafe X509_SIG_free($0) }
        )
        guard let envelope = unsafe read else { throw .openSSL(.malformedKey) }
        defer { unsafe X509_SIG_free(envelope) }
        var algorithm: UnsafePointer<X509_ALGOR>?
        var octets: UnsafePointer<ASN1_OCTET_STRING>?
        unsafe X509_SIG_get0(envelope, &algorithm, &octets)
        guard let algorithm = unsafe algorithm, let sealed = unsafe ASN1.octets(octets) else {
            throw .openSSL(.malformedKey)
        }
        guard let plain = unsafe Self.transform(sealed, passphrase, algorithm, encrypting: false),
            let key = try? PrivateKey(der: plain)
        else {
            ERR_clear_error()
            throw CryptographyError(.decryption, "the passphrase does not open the key")
        }
        self = key
    }

    /// Runs the cipher that an algorithm describes, keyed by a passphrase; nil when it fails.
    private static func transform(
        _ input: [UInt8],
        _ passphrase: Redacted<[UInt8]>,
        _ algorithm: UnsafePointer<X509_ALGOR>,
        encrypting: Bool
    ) -> [UInt8]? {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let isReady = unsafe passphrase.exposed.withUnsafeBytes { bytes in
            unsafe EVP_PBE_CipherInit(
                algorithm.pointee.algorithm,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count),
                algorithm.pointee.parameter,
                context,
                encrypting ? 1 : 0
            )
        }
        guard isReady == 1 else { return nil }
        var output = [UInt8](repeating: 0, count: input.count + 64)
        var (first, last) = (Int32(0), Int32(0))
        guard unsafe EVP_CipherUpdate(context, &output, &first, input, Int32(input.count)) == 1 else {
            return nil
        }
        let isWhole = unsafe output[Int(first)...].withUnsafeMutableBufferPointer {
            unsafe EVP_CipherFinal_ex(context, $0.baseAddress, &last)
        }
        return isWhole == 1 ? Array(output[..<Int(first + last)]) : nil
    }

    private static let encryptedLabel = "ENCRYPTED PRIVATE KEY"
    private static let (cost, blockSize, parallelism): (UInt64, UInt64, UInt64) = (16_384, 8, 5)
}
