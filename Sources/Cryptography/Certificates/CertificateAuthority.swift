/// An authority that issues certificates and revocation lists: the development CA, the demonstration's and the tests'.
package struct CertificateAuthority: Sendable {
    /// The authority's own certificate.
    package let certificate: Certificate

    /// The authority's key.
    package let key: PrivateKey

    /// A certificate together with the key it was issued for.
    package struct Issued: Sendable {
        /// The certificate.
        package let certificate: Certificate
        /// Its private key.
        package let key: PrivateKey
    }

    /// One line of a revocation list.
    package struct Revocation: Hashable, Sendable {
        /// The magnitude of the serial number, as `Certificate.serial` has it.
        package let serial: [UInt8]
        /// When it was revoked, cut to seconds.
        package let time: Timestamp
        /// Why; without one the list gives no reason.
        package let reason: RevocationReason?

        package init(serial: [UInt8], time: Timestamp, reason: RevocationReason? = nil) {
            self.serial = serial
            self.time = time
            self.reason = reason
        }
    }

    /// An authority from its certificate and key.
    ///
    /// Throws `issuance` unless the certificate is an authority's and holds this key.
    package init(certificate: Certificate, key: PrivateKey) throws(CryptographyError) {
        guard certificate.isAuthority else {
            throw CryptographyError(.issuance, "the certificate is not an authority's")
        }
        guard certificate.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo else {
            throw CryptographyError(.issuance, "the key does not belong to the authority's certificate")
        }
        self.certificate = certificate
        self.key = key
    }

    /// A new authority that signs itself, with a fresh P-256 key unless one is given.
    package static func create(
        commonName: String,
        organisation: String? = nil,
        pathLength: Int = 0,
        notBefore: Timestamp,
        notAfter: Timestamp,
        key: PrivateKey? = nil
    ) throws(CryptographyError) -> CertificateAuthority {
        let profile = CertificateProfile(
            .authority(pathLength: pathLength),
            commonName: commonName,
            organisation: organisation,
            notBefore: notBefore,
            notAfter: notAfter
        )
        let key = if let key { key } else { try PrivateKey.generate(.es256) }
        return try create(profile, key: key)
    }

    /// Issues a certificate for a fresh P-256 key.
    package func issue(_ profile: CertificateProfile) throws(CryptographyError) -> Issued {
        let key = try PrivateKey.generate(.es256)
        return Issued(certificate: try issue(profile, for: key.publicKey), key: key)
    }

    /// Issues a certificate for somebody's key.
    package func issue(
        _ profile: CertificateProfile,
        for publicKey: PublicKey
    ) throws(CryptographyError) -> Certificate {
        try issue(profile, forKey: publicKey.subjectPublicKeyInfo)
    }

    /// Issues a certificate for a key of any kind, given as its subject public key info.
    package func issue(
        _ profile: CertificateProfile,
        forKey subjectPublicKeyInfo: [UInt8]
    ) throws(CryptographyError) -> Certificate {
        try CertificateBuilder.issue(profile, for: subjectPublicKeyInfo, issuer: certificate, signedBy: key)
    }

    /// A new authority that signs itself, as a profile says.
    package static func create(
        _ profile: CertificateProfile,
        key: PrivateKey
    ) throws(CryptographyError) -> CertificateAuthority {
        let info = key.publicKey.subjectPublicKeyInfo
        let certificate = try CertificateBuilder.issue(profile, for: info, issuer: nil, signedBy: key)
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    /// Issues a complete revocation list; `number` is larger than every earlier list's, `revocations` are all so far.
    package func revocationList(
        number: UInt64,
        thisUpdate: Timestamp,
        nextUpdate: Timestamp,
        revocations: [Revocation]
    ) throws(CryptographyError) -> CertificateRevocationList {
        try RevocationListBuilder.issue(
            number: number,
            thisUpdate: thisUpdate,
            nextUpdate: nextUpdate,
            revocations: revocations,
            issuer: certificate,
            signedBy: key
        )
    }
}
