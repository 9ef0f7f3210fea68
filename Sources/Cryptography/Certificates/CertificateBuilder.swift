internal import COpenSSL

/// Certificates made with OpenSSL: version 3, random serial, key identifiers, and what the profile says.
enum CertificateBuilder {
    /// A certificate for a key, whose subject public key info is given; without an issuer it is the authority's own,
    /// signed with its own key.
    static func issue(
        _ profile: CertificateProfile,
        for subjectKey: [UInt8],
        issuer: Certificate?,
        signedBy key: PrivateKey
    ) throws(CryptographyError) -> Certificate {
        ERR_clear_error()
        guard let x509 = unsafe X509_new() else { throw .openSSL(.issuance) }
        defer { unsafe X509_free(x509) }
        let subject = try unsafe name(profile)
        defer { unsafe X509_NAME_free(subject) }
        let issuerName = if let issuer { try unsafe name(issuer.subject) } else { try unsafe name(profile) }
        defer { unsafe X509_NAME_free(issuerName) }
        let serial = if let serial = profile.serial { serial } else { try randomSerial() }
        guard unsafe X509_set_version(x509, 2) == 1,
            unsafe setInteger(X509_get_serialNumber(x509), magnitude: serial),
            unsafe X509_set_subject_name(x509, subject) == 1,
            unsafe X509_set_issuer_name(x509, issuerName) == 1,
            unsafe setTime(X509_getm_notBefore(x509), profile.notBefore),
            unsafe setTime(X509_getm_notAfter(x509), profile.notAfter),
            unsafe setKey(subjectKey, of: x509)
        else { throw .openSSL(.issuance) }
        try unsafe addExtensions(of: profile, issuer: issuer, to: x509)
        guard unsafe key.withUnsafeKey({ unsafe X509_sign(x509, $0, key.algorithm.messageDigest) }) > 0,
            let der = unsafe DER.encode({ unsafe i2d_X509(x509, $0) })
        else { throw .openSSL(.issuance) }
        return try Certificate(der: der)
    }

    private static func setKey(_ info: [UInt8], of x509: OpaquePointer) -> Bool {
        let read = unsafe DER.decode(
            info,
            { unsafe d2i_PUBKEY(nil, $0, $1) },
            free: { unsafe EVP_PKEY_free($0) }
        )
        guard let key = unsafe read else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        return unsafe X509_set_pubkey(x509, key) == 1
    }

    /// Sets an integer from its magnitude.
    static func setInteger(_ integer: UnsafeMutablePointer<ASN1_INTEGER>?, magnitude: [UInt8]) -> Bool {
        guard let integer = unsafe integer,
            let number = unsafe BN_bin2bn(magnitude, Int32(magnitude.count), nil)
        else {
            return false
        }
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, integer) != nil
    }

    /// Sets a time to a moment, cut to seconds.
    static func setTime(_ time: UnsafeMutablePointer<ASN1_TIME>?, _ moment: Timestamp) -> Bool {
        guard let time = unsafe time else { return false }
        return unsafe ASN1_TIME_set(time, time_t(moment.seconds)) != nil
    }

    private static func addExtensions(
        of profile: CertificateProfile,
        issuer: Certificate?,
        to x509: OpaquePointer
    ) throws(CryptographyError) {
        switch profile.kind {
        case .authority(let pathLength):
            try unsafe add(NID_basic_constraints, "critical,CA:TRUE,pathlen:\(pathLength)", to: x509)
            try unsafe add(NID_key_usage, "critical,keyCertSign,cRLSign", to: x509)
        case .server, .client:
            try unsafe add(NID_basic_constraints, "critical,CA:FALSE", to: x509)
            try unsafe add(NID_key_usage, "critical,digitalSignature", to: x509)
        }
        if !profile.extendedKeyUsage.isEmpty {
            try unsafe add(NID_ext_key_usage, profile.extendedKeyUsage.joined(separator: ","), to: x509)
        }
        let names = try alternativeNames(profile.names)
        if !names.isEmpty { try unsafe add(NID_subject_alt_name, names.joined(separator: ","), to: x509) }
        if let constraints = profile.nameConstraints {
            try unsafe add(NID_name_constraints, "critical," + text(of: constraints), to: x509)
        }
        guard let identifier = unsafe keyIdentifier(of: x509) else { throw .openSSL(.issuance) }
        try unsafe add(NID_subject_key_identifier, Hex.encode(identifier), to: x509)
        let authority = issuer.map { $0.subjectKeyIdentifier ?? [] } ?? identifier
        if !authority.isEmpty { try unsafe addAuthorityKeyIdentifier(authority, to: x509) }
    }

    private static func add(
        _ identifier: Int32,
        _ value: String,
        to x509: OpaquePointer
    ) throws(CryptographyError) {
        guard let made = unsafe X509V3_EXT_conf_nid(nil, nil, identifier, value) else {
            throw .openSSL(.issuance, "`\(value)` is not a valid extension")
        }
        defer { unsafe X509_EXTENSION_free(made) }
        guard unsafe X509_add_ext(x509, made, -1) == 1 else { throw .openSSL(.issuance) }
    }

    private static func addAuthorityKeyIdentifier(
        _ identifier: [UInt8],
        to x509: OpaquePointer
    ) throws(CryptographyError) {
        guard let authority = unsafe AUTHORITY_KEYID_new() else { throw .openSSL(.issuance) }
        defer { unsafe AUTHORITY_KEYID_free(authority) }
        guard let octets = unsafe ASN1_OCTET_STRING_new() else { throw .openSSL(.issuance) }
        unsafe authority.pointee.keyid = octets
        guard unsafe ASN1_OCTET_STRING_set(octets, identifier, Int32(identifier.count)) == 1,
            unsafe X509_add1_ext_i2d(x509, NID_authority_key_identifier, authority, 0, 0) == 1
        else { throw .openSSL(.issuance) }
    }

    /// The first 20 bytes of the digest of the key's own bytes (RFC 7093 section 2, method 1).
    private static func keyIdentifier(of x509: OpaquePointer) -> [UInt8]? {
        unsafe ASN1.octets(X509_get0_pubkey_bitstr(x509)).map { Array(SHA256Digest.of($0).bytes.prefix(20)) }
    }

    /// Name constraints in the spelling of OpenSSL's configuration.
    private static func text(of constraints: NameConstraints) throws(CryptographyError) -> String {
        var texts: [String] = []
        for (field, subtrees) in [("permitted", constraints.permitted), ("excluded", constraints.excluded)] {
            for subtree in subtrees ?? [] {
                guard let text = subtree.configurationText else {
                    throw CryptographyError(
                        .issuance,
                        "a name constraint is for a DNS name, a URI's host or an address"
                    )
                }
                texts.append("\(field);\(text)")
            }
        }
        guard !texts.isEmpty else { throw CryptographyError(.issuance, "the name constraints limit nothing") }
        return texts.joined(separator: ",")
    }

    /// The names in the spelling of OpenSSL's configuration; a name with a comma or beyond visible ASCII is refused.
    private static func alternativeNames(_ names: AlternativeNames) throws(CryptographyError) -> [String] {
        var texts: [String] = []
        for (kind, name) in names.uris.map({ ("URI", $0) }) + names.dns.map({ ("DNS", $0) }) {
            guard !name.isEmpty,
                name.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ",") })
            else {
                throw CryptographyError(.issuance, "`\(name)` is not visible ASCII without commas")
            }
            texts.append("\(kind):\(name)")
        }
        for address in names.addresses {
            switch address.count {
            case 4: texts.append("IP:" + address.map { String($0) }.joined(separator: "."))
            case 16:
                let groups = stride(from: 0, to: 16, by: 2).map { Hex.encode(address[$0...$0 + 1]) }
                texts.append("IP:" + groups.joined(separator: ":"))
            default: throw CryptographyError(.issuance, "an address has 4 or 16 bytes, not \(address.count)")
            }
        }
        return texts
    }

    /// 20 random bytes that make a positive integer without leading zeros (RFC 5280 section 4.1.2.2).
    private static func randomSerial() throws(CryptographyError) -> [UInt8] {
        var serial = try SecureRandom.bytes(20)
        serial[0] = serial[0] & 0x3f | 0x40
        return serial
    }

    /// A fresh name from a profile; the caller frees it.
    private static func name(_ profile: CertificateProfile) throws(CryptographyError) -> OpaquePointer {
        guard let name = unsafe X509_NAME_new() else { throw .openSSL(.issuance) }
        var entries = [(NID_commonName, profile.commonName)]
        if let organisation = profile.organisation {
            entries.insert((NID_organizationName, organisation), at: 0)
        }
        for (identifier, value) in entries {
            let text = Array(value.utf8)
            let length = Int32(clamping: text.count)
            guard unsafe X509_NAME_add_entry_by_NID(name, identifier, MBSTRING_UTF8, text, length, -1, 0) == 1
            else {
                unsafe X509_NAME_free(name)
                throw .openSSL(.issuance, "`\(value)` does not fit into a certificate's name")
            }
        }
        return unsafe name
    }

    /// A fresh name from its bytes; the caller frees it.
    static func name(_ name: DistinguishedName) throws(CryptographyError) -> OpaquePointer {
        let read = unsafe DER.decode(
            name.der,
            { unsafe d2i_X509_NAME(nil, $0, $1) },
            free: { unsafe X509_NAME_free($0) }
        )
        guard let name = unsafe read else { throw .openSSL(.issuance) }
        return unsafe name
    }
}
