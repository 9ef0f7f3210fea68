package import Cryptography

/// Everything that takes certificates back: revocation lists, verified once when loaded, and deny-lists.
///
/// A value; what is in force is a `RevocationSource`'s. It only restricts, so it may change without a new generation.
package struct Revocations: Sendable {
    /// What each issuer's newest revocation list says, by the digest of the issuer's key.
    package private(set) var issuers: [SHA256Digest: Issuer] = [:]

    /// Certificates (SHA-256 of DER) that are refused whatever their chain says.
    package var deniedCertificates: Set<SHA256Digest>

    /// Keys (SHA-256 of SubjectPublicKeyInfo) that are refused, whether of a leaf or of an authority above it.
    package var deniedKeys: Set<SHA256Digest>

    /// For an authority's key, the moment before which its certificates do not count.
    package var issuedBefore: [SHA256Digest: Timestamp]

    /// One issuer's newest revocation list.
    package struct Issuer: Sendable {
        /// The list's number.
        package let number: UInt64
        /// After this moment the list says nothing any more, and the issuer's certificates are refused.
        package let nextUpdate: Timestamp
        /// The revoked serial numbers, without leading zeros.
        package let serials: Set<[UInt8]>
    }

    /// Nothing revoked, nothing denied.
    package init(
        deniedCertificates: Set<SHA256Digest> = [],
        deniedKeys: Set<SHA256Digest> = [],
        issuedBefore: [SHA256Digest: Timestamp] = [:]
    ) {
        self.deniedCertificates = deniedCertificates
        self.deniedKeys = deniedKeys
        self.issuedBefore = issuedBefore
    }

    /// Takes a revocation list in after verifying its signature against the authorities.
    ///
    /// Of several lists by one issuer the one with the highest number counts. Throws when no authority signed the list.
    package mutating func add(
        _ list: CertificateRevocationList,
        signedByOneOf authorities: [Certificate]
    ) throws(TLSError) {
        guard let authority = authorities.first(where: { list.isSigned(by: $0) }) else {
            throw TLSError(
                .revocationList,
                "revocation list of `\(list.issuer)`: not signed by a known authority"
            )
        }
        let key = authority.publicKeyDigest
        if let known = issuers[key], known.number >= list.number { return }
        issuers[key] = Issuer(number: list.number, nextUpdate: list.nextUpdate, serials: list.revokedSerials)
    }

    /// Why a client is refused now, or nil: validity in time, deny-lists, then every link's revocation list.
    package func refusal(of client: VerifiedClient, at now: Timestamp) -> CertificateRefusal? {
        if now >= client.validUntil.adding(seconds: 1) {
            return CertificateRefusal(.expired, "the certificate's chain expired at \(client.validUntil)")
        }
        if now < client.validFrom {
            return CertificateRefusal(
                .notYetValid,
                "the certificate's chain is valid from \(client.validFrom)"
            )
        }
        return denial(of: client) ?? revocation(of: client, at: now)
    }

    private func denial(of client: VerifiedClient) -> CertificateRefusal? {
        let leaf = client.certificate
        if deniedCertificates.contains(leaf.fingerprint) {
            return CertificateRefusal(.denied, "the certificate is on the deny-list")
        }
        if deniedKeys.contains(leaf.publicKeyDigest)
            || client.authorityKeys.contains(where: deniedKeys.contains)
        {
            return CertificateRefusal(.denied, "the key is on the deny-list")
        }
        if let issuer = client.links.first?.issuerKey, let moment = issuedBefore[issuer],
            leaf.notBefore < moment
        {
            return CertificateRefusal(.issuedTooEarly, "certificates of this issuer count from \(moment)")
        }
        return nil
    }

    private func revocation(of client: VerifiedClient, at now: Timestamp) -> CertificateRefusal? {
        for link in client.links {
            guard let issuer = issuers[link.issuerKey] else { continue }
            if issuer.serials.contains(link.serial) {
                return CertificateRefusal(
                    .revoked,
                    "the issuer has revoked serial \(Hex.encode(link.serial))"
                )
            }
            if now > issuer.nextUpdate {
                let moment = issuer.nextUpdate
                return CertificateRefusal(.revocationStale, "the issuer's revocation list ended at \(moment)")
            }
        }
        return nil
    }
}
