internal import COpenSSL

/// A certificate revocation list (RFC 5280 section 5): complete, numbered and with a next update, or refused.
///
/// Reading proves nothing; `isSigned(by:)` does.
package struct CertificateRevocationList: Sendable {
    /// The exact bytes.
    package let der: [UInt8]

    /// The name of the authority that issued it.
    package let issuer: DistinguishedName

    /// The list's number, which only ever grows.
    package let number: UInt64

    /// When it was issued.
    package let thisUpdate: Timestamp

    /// When it is stale.
    package let nextUpdate: Timestamp

    /// Serial numbers that are revoked, as big-endian magnitudes without leading zeros, as `Certificate.serial` has them.
    package let revokedSerials: Set<[UInt8]>

    /// A `X509 CRL` block.
    package var pem: [UInt8] { PEM.encode(label: Self.label, der) }

    /// A list from its DER, to the last byte.
    ///
    /// Throws `malformedRevocationList` when it cannot be read; has no number, one beyond 64 bits, or no next update; or is
    /// partial, indirect or otherwise marked by a critical extension that is not understood here.
    package init(der: [UInt8]) throws(CryptographyError) {
        let read = unsafe DER.decode(
            der,
            { unsafe d2i_X509_CRL(nil, $0, $1) },
            free: { unsafe X509_CRL_free($0) }
        )
        guard let list = unsafe read else {
            throw .openSSL(.malformedRevocationList, "the list cannot be read")
        }
        defer { unsafe X509_CRL_free(list) }
        self.der = der
        issuer = try unsafe ASN1.name(X509_CRL_get_issuer(list))
        number = try unsafe Self.number(of: list)
        guard let thisUpdate = unsafe ASN1.time(X509_CRL_get0_lastUpdate(list)),
            let nextUpdate = unsafe ASN1.time(X509_CRL_get0_nextUpdate(list))
        else {
            throw CryptographyError(.malformedRevocationList, "the list needs this update and next update")
        }
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        for index in 0..<(unsafe X509_CRL_get_ext_count(list)) {
            guard unsafe X509_EXTENSION_get_critical(X509_CRL_get_ext(list, index)) == 0 else {
                throw Self.notUnderstood
            }
        }
        var serials: Set<[UInt8]> = []
        for index in 0..<(unsafe max(0, abeyance_revoked_count(list))) {
            let entry = unsafe abeyance_revoked(list, index)
            for index in 0..<(unsafe X509_REVOKED_get_ext_count(entry)) {
                guard unsafe X509_EXTENSION_get_critical(X509_REVOKED_get_ext(entry, index)) == 0 else {
                    throw Self.notUnderstood
                }
            }
            serials.insert(unsafe ASN1.integer(X509_REVOKED_get0_serialNumber(entry)).magnitude)
        }
        revokedSerials = serials
        ERR_clear_error()
    }

    /// A list from a PEM text whose only block is `X509 CRL`.
    package init(pem: [UInt8]) throws(CryptographyError) {
        let blocks = try PEM.blocks(in: pem)
        guard let block = blocks.first, blocks.count == 1, block.label.utf8.elementsEqual(Self.label.utf8)
        else {
            throw CryptographyError(.malformedPEM, "expected one `\(Self.label)` block")
        }
        try self.init(der: block.content)
    }

    /// Who issued a list that may be unfit otherwise; nil when the bytes are no list at all.
    ///
    /// Tells whose certificates an unfit list leaves unjudged; it decides nothing else.
    package static func issuer(ofDER der: [UInt8]) -> DistinguishedName? {
        let read = unsafe DER.decode(
            der,
            { unsafe d2i_X509_CRL(nil, $0, $1) },
            free: { unsafe X509_CRL_free($0) }
        )
        defer { ERR_clear_error() }
        guard let list = unsafe read else { return nil }
        defer { unsafe X509_CRL_free(list) }
        return try? unsafe ASN1.name(X509_CRL_get_issuer(list))
    }

    /// Every list of a PEM text, in order; throws for any other kind of block, and when there is none.
    package static func all(inPEM text: [UInt8]) throws(CryptographyError) -> [CertificateRevocationList] {
        var lists: [CertificateRevocationList] = []
        for block in try PEM.blocks(in: text) {
            guard block.label.utf8.elementsEqual(label.utf8) else {
                throw CryptographyError(.malformedPEM, "expected `\(label)`, found `\(block.label)`")
            }
            lists.append(try CertificateRevocationList(der: block.content))
        }
        guard !lists.isEmpty else { throw CryptographyError(.malformedPEM, "expected a `\(label)` block") }
        return lists
    }

    /// Whether an authority's key made this list's signature and its subject is the list's issuer.
    ///
    /// False for signatures weaker than SHA-256, and unless the certificate is an authority whose key usage, if it has
    /// one, allows revocation lists (RFC 5280 section 6.3.3 (f)).
    package func isSigned(by authority: Certificate) -> Bool {
        guard authority.isAuthority, issuer == authority.subject,
            authority.extensions.maySignRevocationLists ?? true
        else { return false }
        let readList = unsafe DER.decode(
            der,
            { unsafe d2i_X509_CRL(nil, $0, $1) },
            free: { unsafe X509_CRL_free($0) }
        )
        guard let list = unsafe readList else { return false }
        defer { unsafe X509_CRL_free(list) }
        let read = unsafe DER.decode(
            authority.der,
            { unsafe d2i_X509(nil, $0, $1) },
            free: { unsafe X509_free($0) }
        )
        guard let signer = unsafe read else { return false }
        defer { unsafe X509_free(signer) }
        defer { ERR_clear_error() }
        guard unsafe Self.acceptedSignatures.contains(X509_CRL_get_signature_nid(list)),
            let key = unsafe X509_get0_pubkey(signer)
        else { return false }
        return unsafe X509_CRL_verify(list, key) == 1
    }

    private static func number(of list: OpaquePointer) throws(CryptographyError) -> UInt64 {
        var critical: Int32 = 0
        guard let value = unsafe X509_CRL_get_ext_d2i(list, NID_crl_number, &critical, nil) else {
            throw .openSSL(.malformedRevocationList, "the list needs one number")
        }
        let integer = unsafe value.assumingMemoryBound(to: ASN1_INTEGER.self)
        defer { unsafe ASN1_INTEGER_free(integer) }
        let (magnitude, isNegative) = unsafe ASN1.integer(integer)
        guard !isNegative, magnitude.count <= 8 else {
            throw CryptographyError(.malformedRevocationList, "the list's number needs more than 64 bits")
        }
        return magnitude.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static let label = "X509 CRL"
    private static let notUnderstood = CryptographyError(
        .malformedRevocationList,
        "the list has a critical extension, such as a partial or indirect list has"
    )
    private static let acceptedSignatures: Set<Int32> = [
        NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384, NID_ecdsa_with_SHA512, NID_sha256WithRSAEncryption,
        NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_ED25519,
    ]
}
