package import Cryptography
import Decisions
package import StrictJSON

/// Verifies warrant tokens: checks 1 to 16 and 18 of the profile, in that order, each with its own refusal code.
///
/// Check 17, whether uses are left, belongs to the log's committer: it counts by ``VerifiedWarrant``'s issuer and `jti` in the
/// transaction that writes the decision. A verified warrant is a fact, not a permit; check 19, the policy, still decides.
package struct WarrantVerifier: Sendable {
    /// Whose signatures count.
    package let trust: TrustList
    /// The only audience accepted: this gate's log origin.
    package let audience: ExactString
    private let statuses: any StatusSource
    private let limits: WarrantLimits

    package init(
        trust: TrustList,
        statuses: any StatusSource,
        audience: ExactString,
        limits: WarrantLimits = WarrantLimits()
    ) {
        self.trust = trust
        self.statuses = statuses
        self.audience = audience
        self.limits = limits
    }

    /// Judges a token as presented.
    ///
    /// `certificate` is the digest of the TLS client's certificate. `subject` is the registered subject of the organisation acted
    /// for, or of the client when it acts for itself; nil, for an organisation without one, fits no token.
    package func verify(
        _ token: [UInt8],
        certificate: SHA256Digest,
        subject: ExactString?,
        request: WarrantScope,
        now: Timestamp
    ) -> WarrantVerdict {
        var claimed: (issuer: ExactString, tokenID: ExactString)?
        // Of a token beyond the limit only the part within it is hashed: a refusal costs no more than a warrant.
        let digest = SHA256Digest.of(Array(token.prefix(limits.tokenBytes)))
        do {
            let (trusted, parts) = try authenticate(token, now: now)
            let claims = try WarrantClaims(payload: parts.payload)
            claimed = (claims.issuer, claims.tokenID)
            try checkIssuer(claims, trusted: trusted)
            try checkTimes(claims, now: now)
            try checkBinding(claims, certificate: certificate, subject: subject)
            let statusIssuedAt = try checkStatus(claims, issuer: trusted.issuer, now: now)
            try ScopeCheck(
                search: claims.search,
                isContinuingSurveillance: claims.isContinuingSurveillance
            ).check(request)
            return .verified(
                claims.verified(
                    tokenDigest: digest,
                    isStatusChecked: trusted.issuer.status != .notChecked,
                    statusIssuedAt: statusIssuedAt
                )
            )
        } catch {
            let refused = RefusedWarrant(
                code: error.code,
                issuer: claimed?.issuer,
                tokenID: claimed?.tokenID,
                tokenDigest: digest
            )
            return .refused(refused, explanation: error.explanation)
        }
    }

    /// Checks 1 to 9: the token is whole, of the right type, and signed by a key that is known by name.
    private func authenticate(
        _ token: [UInt8],
        now: Timestamp
    ) throws(WarrantFault) -> (TrustedKey, CompactToken) {
        guard token.count <= limits.tokenBytes else {
            throw WarrantFault(.tokenTooLarge, "the token has more than \(limits.tokenBytes) bytes")
        }
        return try trust.authenticate(token, now: now) { $0.isType("fr-warrant+jwt") }
    }

    /// Checks 11 and 12.
    private func checkIssuer(_ claims: WarrantClaims, trusted: TrustedKey) throws(WarrantFault) {
        guard trust.knows(claims.issuer) else {
            throw WarrantFault(.unknownIssuer, "`iss` is not in the trust list")
        }
        guard trusted.issuer.uri == claims.issuer else {
            throw WarrantFault(.issuerKeyMismatch, "`kid` names another issuer's key")
        }
        guard trusted.issuer.mayIssue(kind: claims.order.kind) else {
            throw WarrantFault(.issuerNotCompetent, "the court may not issue orders of this kind")
        }
        guard trusted.issuer.mayIssue(jurisdiction: claims.order.jurisdiction) else {
            throw WarrantFault(.issuerNotCompetent, "the court may not issue orders for this jurisdiction")
        }
        guard claims.audience == audience else {
            throw WarrantFault(.wrongAudience, "`aud` is not this gate")
        }
    }

    /// Checks 13 and 14.
    private func checkTimes(_ claims: WarrantClaims, now: Timestamp) throws(WarrantFault) {
        let latest = now.adding(seconds: limits.clockSkew)
        guard claims.notBefore <= latest, claims.issuedAt <= latest else {
            throw WarrantFault(
                .notYetValid,
                "the warrant is not valid before \(max(claims.notBefore, claims.issuedAt))"
            )
        }
        guard now <= claims.expires.adding(seconds: limits.clockSkew) else {
            throw WarrantFault(.expired, "the warrant expired at \(claims.expires)")
        }
        let lifetime = claims.isContinuingSurveillance ? limits.surveillanceLifetime : limits.searchLifetime
        guard claims.expires <= claims.notBefore.adding(seconds: lifetime) else {
            throw WarrantFault(
                .lifetimeExceeded,
                "the warrant is valid for more than \(lifetime / 86_400) days"
            )
        }
    }

    /// Check 15.
    private func checkBinding(
        _ claims: WarrantClaims,
        certificate: SHA256Digest,
        subject: ExactString?
    ) throws(WarrantFault) {
        guard claims.certificate == certificate else {
            throw WarrantFault(.bindingMismatch, "the warrant is bound to another client certificate")
        }
        guard let subject, claims.subject == subject else {
            throw WarrantFault(.bindingMismatch, "the warrant is for another subject")
        }
    }

    /// Check 16; returns when the list that was consulted was issued, nil when the issuer's status is not checked.
    private func checkStatus(
        _ claims: WarrantClaims,
        issuer: TrustedIssuer,
        now: Timestamp
    ) throws(WarrantFault) -> Timestamp? {
        guard issuer.status != .notChecked else { return nil }
        let status = statuses.status(
            issuer: issuer.uri,
            list: claims.statusList,
            index: claims.statusIndex,
            now: now
        )
        switch status {
        case .valid(let issuedAt): return issuedAt
        case .revoked: throw WarrantFault(.revoked, "the court revoked the warrant")
        case .suspended: throw WarrantFault(.suspended, "the court suspended the warrant")
        case .unknown(let reason): throw WarrantFault(.statusUnknown, reason)
        }
    }
}
