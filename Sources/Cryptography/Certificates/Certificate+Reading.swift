internal import COpenSSL

extension Certificate {
    /// A certificate from its DER, to the last byte.
    ///
    /// Throws `malformedCertificate` when it cannot be read or is encoded in another way, or when an extension is malformed or appears twice.
    package init(der: [UInt8]) throws(CryptographyError) {
        let read = unsafe DER.decode(der, { unsafe d2i_X509(nil, $0, $1) }, free: { unsafe X509_free($0) })
        guard let x509 = unsafe read else {
            throw .openSSL(.malformedCertificate, "the certificate cannot be read")
        }
        defer { unsafe X509_free(x509) }
        // Another encoding of the same certificate would have another fingerprint, which no deny-list names.
        guard unsafe DER.encode({ unsafe i2d_X509(x509, $0) }) == der else {
            throw CryptographyError(.malformedCertificate, "the certificate is not in its one encoding")
        }
        guard unsafe X509_get_extension_flags(x509) & UInt32(EXFLAG_INVALID) == 0 else {
            throw .openSSL(.malformedCertificate, "an extension of the certificate is malformed")
        }
        self.der = der
        fingerprint = .of(der)
        version = unsafe Int(X509_get_version(x509)) + 1
        (serial, isSerialNegative) = unsafe ASN1.integer(X509_get0_serialNumber(x509))
        subject = try unsafe ASN1.name(X509_get_subject_name(x509))
        issuer = try unsafe ASN1.name(X509_get_issuer_name(x509))
        guard let notBefore = unsafe ASN1.time(X509_get0_notBefore(x509)),
            let notAfter = unsafe ASN1.time(X509_get0_notAfter(x509))
        else {
            throw CryptographyError(.malformedCertificate, "the validity of the certificate is not a time")
        }
        self.notBefore = notBefore
        self.notAfter = notAfter
        guard let key = unsafe X509_get0_pubkey(x509),
            let keyInfo = unsafe DER.encode({ unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), $0) })
        else { throw .openSSL(.malformedCertificate, "the certificate's key cannot be read") }
        subjectPublicKeyInfo = keyInfo
        keyDescription = unsafe KeyDescription(key)
        alternativeNames = try unsafe ASN1.alternativeNames(of: x509)
        isAuthority = unsafe X509_get_extension_flags(x509) & UInt32(EXFLAG_CA) != 0
        let pathLength = unsafe X509_get_pathlen(x509)
        self.pathLength = pathLength < 0 ? nil : pathLength
        extendedKeyUsage = try unsafe ASN1.extendedKeyUsage(of: x509)
        subjectKeyIdentifier = unsafe ASN1.octets(X509_get0_subject_key_id(x509))
        authorityKeyIdentifier = unsafe ASN1.octets(X509_get0_authority_key_id(x509))
        extensions = unsafe CertificateExtensions(of: x509)
        ERR_clear_error()
    }

    /// Whether another certificate's key made this one's signature and its subject is this one's issuer.
    ///
    /// False for signatures weaker than SHA-256, whatever the key.
    package func isSigned(by authority: Certificate) -> Bool {
        guard issuer == authority.subject else { return false }
        return unsafe authority.withUnsafeCertificate { unsafe isSigned(byKeyOf: $0) }
    }

    private func isSigned(byKeyOf authority: OpaquePointer) -> Bool {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let key = unsafe X509_get0_pubkey(authority) else { return false }
        return unsafe withUnsafeCertificate { certificate in
            var strength: Int32 = 0
            guard unsafe X509_get_signature_info(certificate, nil, nil, &strength, nil) == 1,
                strength >= ASN1.minimumSignatureStrength
            else { return false }
            return unsafe X509_verify(certificate, key) == 1
        }
    }

    /// Runs `body` with an OpenSSL object made from the bytes and freed afterwards; false when it cannot be made.
    private func withUnsafeCertificate(_ body: (OpaquePointer) -> Bool) -> Bool {
        let read = unsafe DER.decode(der, { unsafe d2i_X509(nil, $0, $1) }, free: { unsafe X509_free($0) })
        guard let certificate = unsafe read else { return false }
        defer { unsafe X509_free(certificate) }
        return unsafe body(certificate)
    }
}

extension KeyDescription {
    /// What an OpenSSL key is.
    init(_ key: OpaquePointer) {
        let bits = unsafe Int(EVP_PKEY_get_bits(key))
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS: self = .rsa(bits: bits)
        case EVP_PKEY_ED25519: self = .ed25519
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 64)
            var count = 0
            let known = unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1
            let bytes = name.prefix(known ? count : 0).map { UInt8(bitPattern: $0) }
            self = .ellipticCurve(name: String(decoding: bytes, as: UTF8.self), bits: bits)
        default:
            let name = unsafe EVP_PKEY_get0_type_name(key)
            self = .other(name: unsafe name.map { unsafe String(cString: $0) } ?? "unknown", bits: bits)
        }
    }
}
