internal import COpenSSL

/// Revocation lists made with OpenSSL: version 2, numbered, complete.
enum RevocationListBuilder {
    /// A list signed by an authority.
    static func issue(
        number: UInt64,
        thisUpdate: Timestamp,
        nextUpdate: Timestamp,
        revocations: [CertificateAuthority.Revocation],
        issuer: Certificate,
        signedBy key: PrivateKey
    ) throws(CryptographyError) -> CertificateRevocationList {
        ERR_clear_error()
        guard let list = unsafe X509_CRL_new(), let times = unsafe ASN1_TIME_new() else {
            throw .openSSL(.issuance)
        }
        defer { unsafe X509_CRL_free(list) }
        defer { unsafe ASN1_TIME_free(times) }
        let name = try unsafe CertificateBuilder.name(issuer.subject)
        defer { unsafe X509_NAME_free(name) }
        guard unsafe X509_CRL_set_version(list, 1) == 1, unsafe X509_CRL_set_issuer_name(list, name) == 1,
            unsafe CertificateBuilder.setTime(times, thisUpdate),
            unsafe X509_CRL_set1_lastUpdate(list, times) == 1,
            unsafe CertificateBuilder.setTime(times, nextUpdate),
            unsafe X509_CRL_set1_nextUpdate(list, times) == 1
        else { throw .openSSL(.issuance) }
        for revocation in revocations { try unsafe add(revocation, to: list) }
        try unsafe add(number: number, to: list)
        if let identifier = issuer.subjectKeyIdentifier { try unsafe add(authority: identifier, to: list) }
        guard unsafe X509_CRL_sort(list) == 1,
            unsafe key.withUnsafeKey({ unsafe X509_CRL_sign(list, $0, key.algorithm.messageDigest) }) > 0,
            let der = unsafe DER.encode({ unsafe i2d_X509_CRL(list, $0) })
        else { throw .openSSL(.issuance) }
        return try CertificateRevocationList(der: der)
    }

    private static func add(
        _ revocation: CertificateAuthority.Revocation,
        to list: OpaquePointer
    ) throws(CryptographyError) {
        guard let entry = unsafe X509_REVOKED_new(), let serial = unsafe ASN1_INTEGER_new(),
            let time = unsafe ASN1_TIME_new()
        else { throw .openSSL(.issuance) }
        defer { unsafe ASN1_INTEGER_free(serial) }
        defer { unsafe ASN1_TIME_free(time) }
        guard unsafe CertificateBuilder.setInteger(serial, magnitude: revocation.serial),
            unsafe CertificateBuilder.setTime(time, revocation.time),
            unsafe X509_REVOKED_set_serialNumber(entry, serial) == 1,
            unsafe X509_REVOKED_set_revocationDate(entry, time) == 1,
            unsafe set(revocation.reason, of: entry),
            unsafe X509_CRL_add0_revoked(list, entry) == 1
        else {
            unsafe X509_REVOKED_free(entry)
            throw .openSSL(.issuance)
        }
    }

    /// The reason code, never critical (RFC 5280 section 5.3.1).
    private static func set(_ reason: RevocationReason?, of entry: OpaquePointer) -> Bool {
        guard let reason else { return true }
        guard let value = unsafe ASN1_ENUMERATED_new() else { return false }
        defer { unsafe ASN1_ENUMERATED_free(value) }
        return unsafe ASN1_ENUMERATED_set(value, Int(reason.code)) == 1
            && X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, value, 0, 0) == 1
    }

    private static func add(number: UInt64, to list: OpaquePointer) throws(CryptographyError) {
        guard let integer = unsafe ASN1_INTEGER_new() else { throw .openSSL(.issuance) }
        defer { unsafe ASN1_INTEGER_free(integer) }
        guard unsafe ASN1_INTEGER_set_uint64(integer, number) == 1,
            unsafe X509_CRL_add1_ext_i2d(list, NID_crl_number, integer, 0, 0) == 1
        else { throw .openSSL(.issuance) }
    }

    private static func add(authority identifier: [UInt8], to list: OpaquePointer) throws(CryptographyError) {
        guard let authority = unsafe AUTHORITY_KEYID_new() else { throw .openSSL(.issuance) }
        defer { unsafe AUTHORITY_KEYID_free(authority) }
        guard let octets = unsafe ASN1_OCTET_STRING_new() else { throw .openSSL(.issuance) }
        unsafe authority.pointee.keyid = octets
        guard unsafe ASN1_OCTET_STRING_set(octets, identifier, Int32(identifier.count)) == 1,
            unsafe X509_CRL_add1_ext_i2d(list, NID_authority_key_identifier, authority, 0, 0) == 1
        else { throw .openSSL(.issuance) }
    }
}
