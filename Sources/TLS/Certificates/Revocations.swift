package import Cryptography

/// Everything that takes certificates back: revocation lists, verified once when loaded, and deny-lists.
///
/// A value; what is in force is a `RevocationSource`'s. It only restricts, so it may change without a new generation.
package struct Revocations: Sendable {
    /// What each issuer's newest revocation list says, by the digest of the issuer's key.
    package private(set) var issuers: [SHA256Digest: Issuer] = [:]

    /// Issuers, by the digest of their key, whose newest list cannot be used: nobody knows whom it revokes.
    package private(set) var unreadable: Set<SHA256Digest> = []

    /// The highest number of each issuer's lists that was ever accepted, by the digest of the issuer's key.
    ///
    /// Kept across restarts by whoever keeps it; a list below its issuer's number is not taken.
    package private(set) var newestNumbers: [SHA256Digest: UInt64]

    /// Certificates (SHA-256 of DER) that are refused whatever their chain says.
    package var deniedCertificates: Set<SHA256Digest>

    /// Keys (SHA-256 of SubjectPublicKeyInfo) that are refused, whether of a leaf or of an authority above it.
    package var deniedKeys: Set<SHA256Digest>

    /// For an authority's key, the moment before which its certificates do not count.
    package var issuedBefore: [SHA256Digest: Timestamp]

    /// One issuer's newest revocation list.
    package struct Issuer: Hashable, Sendable {
        /// The list's number.
        package let number: UInt64
        /// When the list was issued.
        package let thisUpdate: Timestamp
        /// After this moment the list says nothing any more, and the issuer's certificates are refused.
        package let nextUpdate: Timestamp
        /// The revoked serial numbers, without leading zeros.
        package let serials: Set<[UInt8]>
    }

    /// Nothing revoked, nothing denied.
    package init(
        deniedCertificates: Set<SHA256Digest> = [],
        deniedKeys: Set<SHA256Digest> = [],
        issuedBefore: [SHA256Digest: Timestamp] = [:],
        newestNumbers: [SHA256Digest: UInt64] = [:]
    ) {
        self.newestNumbers = newestNumbers
        self.deniedCertificates = deniedCertificates
        self.deniedKeys = deniedKeys
        self.issuedBefore = issuedBefore
    }

    /// Takes a revocation list in after verifying its signature against the authorities.
    ///
    /// Of several lists by one issuer the one with the highest number counts; an older one is ignored, which the answer
    /// says. An older one than was ever accepted, with no newer one at hand, leaves the issuer's clients refused.
    /// Throws when no authority signed the list.
    @discardableResult
    package mutating func add(
        _ list: CertificateRevocationList,
        signedByOneOf authorities: [Certificate]
    ) throws(TLSError) -> RevocationAlarm? {
        guard let authority = authorities.first(where: { list.isSigned(by: $0) }) else {
            throw TLSError(
                .revocationList,
                "revocation list of `\(list.issuer)`: not signed by a known authority"
            )
        }
        let key = authority.publicKeyDigest
        let taken = Issuer(
            number: list.number,
            thisUpdate: list.thisUpdate,
            nextUpdate: list.nextUpdate,
            serials: list.revokedSerials
        )
        if issuers[key] == taken {
            unreadable.remove(key)
            return nil
        }
        let newest = newestNumbers[key]
        if let newest, newest > list.number || issuers[key].map({ $0.number == list.number }) == true {
            if issuers[key] == nil { refuseAll(of: key) }
            return .older(issuer: list.issuer, number: list.number, newest: newest)
        }
        newestNumbers[key] = list.number
        issuers[key] = taken
        unreadable.remove(key)
        return nil
    }

    /// Refuses an issuer's clients until a list of its that can be used is added.
    package mutating func refuseAll(of issuerKey: SHA256Digest) { unreadable.insert(issuerKey) }

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

    /// The last moment at which a client that is not refused now will not be, if nothing is replaced.
    package func lastMoment(of client: VerifiedClient) -> Timestamp {
        let ends = client.links.compactMap { issuers[$0.issuerKey]?.nextUpdate }
        return ends.reduce(client.validUntil.adding(seconds: 1).adding(microseconds: -1)) { min($0, $1) }
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
            let issuer = issuers[link.issuerKey]
            if let issuer, issuer.serials.contains(link.serial) {
                return CertificateRefusal(
                    .revoked,
                    "the issuer has revoked serial \(Hex.encode(link.serial))"
                )
            }
            if unreadable.contains(link.issuerKey) {
                return CertificateRefusal(
                    .revocationUnreadable,
                    "the issuer's revocation list cannot be used"
                )
            }
            if let issuer, now > issuer.nextUpdate {
                let moment = issuer.nextUpdate
                return CertificateRefusal(.revocationStale, "the issuer's revocation list ended at \(moment)")
            }
        }
        return nil
    }
}
