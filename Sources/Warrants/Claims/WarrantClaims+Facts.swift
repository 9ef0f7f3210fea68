internal import Cryptography
package import Decisions
import StrictJSON

extension WarrantClaims {
    /// What the policy and the log learn of a warrant that passed.
    func verified(
        tokenDigest: SHA256Digest,
        isStatusChecked: Bool,
        statusIssuedAt: Timestamp?
    ) -> VerifiedWarrant {
        VerifiedWarrant(
            facts: WarrantFacts(
                kind: order.kind,
                standard: order.standard,
                findings: order.findings,
                offenceClass: order.offenceClass,
                jurisdiction: order.jurisdiction,
                mode: search.mode,
                minimumSimilarity: search.minimumSimilarity,
                maximumResults: search.maximumResults,
                notBefore: notBefore,
                expires: expires,
                isStatusChecked: isStatusChecked,
                statusIssuedAt: statusIssuedAt,
                noticeDelayedUntil: order.delayedNoticeUntil
            ),
            issuer: issuer,
            tokenID: tokenID,
            tokenDigest: tokenDigest,
            maximumSearches: search.maximumSearches,
            personal: personal
        )
    }

    /// What identifies people or the case; entries carry it as commitments only.
    private var personal: [VerifiedWarrant.Personal] {
        [
            VerifiedWarrant.Personal(name: "court", value: order.court),
            VerifiedWarrant.Personal(name: "docket", value: order.docket),
            VerifiedWarrant.Personal(name: "judge", value: order.judge),
            VerifiedWarrant.Personal(name: "judge_id", value: order.judgeID),
            VerifiedWarrant.Personal(name: "statute", value: order.statute),
            VerifiedWarrant.Personal(name: "applicant", value: order.applicantName),
            VerifiedWarrant.Personal(name: "applicant_id", value: order.applicantID),
            VerifiedWarrant.Personal(name: "instrument", value: ExactString(order.instrument.hex)),
        ]
    }
}

extension VerifiedWarrant {
    /// The use that the log counts in the decision's transaction: by issuer and `jti`, never by the token's bytes.
    package func use(by digester: KeyedDigester) -> WarrantUse {
        WarrantUse(key: digester.warrant(issuer: issuer, tokenID: tokenID), maximum: maximumSearches)
    }
}
