internal import COpenSSL

/// A request for a certificate (PKCS #10, RFC 2986) whose sender holds the key, and whose key is strong enough.
///
/// Only the key is taken from it. What a certificate says about its subject is for the authority to say, so that nobody
/// gets a name by asking for it.
package struct CertificateRequest: Sendable {
    /// The exact bytes.
    package let der: [UInt8]

    /// The name that the sender asks for.
    package let subject: DistinguishedName

    /// The subject public key info in DER.
    package let subjectPublicKeyInfo: [UInt8]

    /// What kind of key it is and how strong.
    package let keyDescription: KeyDescription

    /// The alternative names that the sender asks for.
    package let alternativeNames: AlternativeNames

    /// SHA-256 of the subject public key info, as pins name a key.
    package var publicKeyDigest: SHA256Digest { .of(subjectPublicKeyInfo) }

    /// A request from a PEM text whose only block it is.
    package init(pem: [UInt8]) throws(CryptographyError) {
        let blocks = try PEM.blocks(in: pem)
        guard let block = blocks.first, blocks.count == 1, Self.isLabel(block.label) else {
            throw CryptographyError(.malformedPEM, "expected one `CERTIFICATE REQUEST` block")
        }
        try self.init(der: block.content)
    }

    /// A request from its DER, to the last byte.
    ///
    /// Throws `malformedCertificate` when it cannot be read or its signature is not made, with SHA-256 or better, by the
    /// key that it holds; `weakKey` for a key below P-256, RSA 2048 or Ed25519.
    package init(der: [UInt8]) throws(CryptographyError) {
        let read = unsafe DER.decode(
            der,
            { unsafe d2i_X509_REQ(nil, $0, $1) },
            free: { unsafe X509_REQ_free($0) }
        )
        guard let request = unsafe read else {
            throw .openSSL(.malformedCertificate, "the request cannot be read")
        }
        defer { unsafe X509_REQ_free(request) }
        defer { ERR_clear_error() }
        self.der = der
        subject = try unsafe ASN1.name(X509_REQ_get_subject_name(request))
        guard let key = unsafe X509_REQ_get0_pubkey(request),
            let keyInfo = unsafe DER.encode({ unsafe i2d_PUBKEY(key, $0) })
        else { throw .openSSL(.malformedCertificate, "the request's key cannot be read") }
        subjectPublicKeyInfo = keyInfo
        keyDescription = unsafe KeyDescription(key)
        try Self.require(keyDescription, keyInfo)
        guard unsafe Self.acceptedSignatures.contains(X509_REQ_get_signature_nid(request)),
            unsafe X509_REQ_verify(request, key) == 1
        else {
            throw .openSSL(
                .malformedCertificate,
                "the request is not signed, with SHA-256 or better, by the key that it holds"
            )
        }
        alternativeNames = try unsafe Self.names(of: request)
    }

    /// Whether a PEM label is a request's.
    package static func isLabel(_ label: String) -> Bool {
        ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"].contains { $0.utf8.elementsEqual(label.utf8) }
    }

    private static func require(_ key: KeyDescription, _ info: [UInt8]) throws(CryptographyError) {
        guard key.isStrong else {
            throw CryptographyError(
                .weakKey,
                "the key is \(key), at least P-256, RSA 2048 or Ed25519 is asked for"
            )
        }
        switch key {
        case .rsa(let bits):
            guard bits.isMultiple(of: 8), bits <= 8_192 else {
                throw CryptographyError(
                    .weakKey,
                    "the key is \(key), a whole number of bytes and at most 8192 bits are asked for"
                )
            }
        case .ellipticCurve(let name, _) where name == "secp521r1": break
        default: _ = try PublicKey(subjectPublicKeyInfo: info)
        }
    }

    private static func names(of request: OpaquePointer) throws(CryptographyError) -> AlternativeNames {
        guard let extensions = unsafe X509_REQ_get_extensions(request) else { return AlternativeNames() }
        defer { unsafe OPENSSL_sk_pop_free(extensions, { unsafe X509_EXTENSION_free(OpaquePointer($0)) }) }
        var critical: Int32 = 0
        guard let list = unsafe X509V3_get_d2i(extensions, NID_subject_alt_name, &critical, nil) else {
            guard critical == -1 else {
                throw .openSSL(.malformedCertificate, "the request's alternative names are malformed")
            }
            return AlternativeNames()
        }
        let general = OpaquePointer(list)
        defer { unsafe GENERAL_NAMES_free(general) }
        return try unsafe ASN1.alternativeNames(in: general)
    }

    private static let acceptedSignatures: Set<Int32> = [
        NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384, NID_ecdsa_with_SHA512, NID_sha256WithRSAEncryption,
        NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_ED25519,
    ]
}
