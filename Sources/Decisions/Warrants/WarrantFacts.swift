package import Cryptography
package import StrictJSON

/// What of a verified warrant a policy sees, and an entry carries in clear.
package struct WarrantFacts: Hashable, Sendable {
    /// The kind of order, such as `search_warrant`.
    package let kind: ExactString
    /// The standard that the court found met, such as `probable_cause`.
    package let standard: ExactString
    /// What the court found, each an identifier.
    package let findings: [ExactString]
    /// The class of the offence, such as `violent_felony`.
    package let offenceClass: ExactString
    /// ISO 3166-2.
    package let jurisdiction: ExactString
    /// Whether it allows searching as people pass; retrospective unless it says live.
    package let mode: Mode
    /// The least similarity it allows, in ten-thousandths of a percent.
    package let minimumSimilarity: Int64
    /// The most results that one search may return, if it says so.
    package let maximumResults: Int64?
    /// From when it holds.
    package let notBefore: Timestamp
    /// Until when it holds.
    package let expires: Timestamp
    /// Whether a status list was consulted; false only for issuers that the trust list marks `not_checked`.
    package let isStatusChecked: Bool
    /// When the status list consulted was issued.
    package let statusIssuedAt: Timestamp?
    /// Until when the court lets notice to whoever was searched for be delayed; nil when it says nothing of a delay.
    package let noticeDelayedUntil: Timestamp?

    /// Facts as the verifier established them.
    package init(
        kind: ExactString,
        standard: ExactString,
        findings: [ExactString],
        offenceClass: ExactString,
        jurisdiction: ExactString,
        mode: Mode = .retrospective,
        minimumSimilarity: Int64,
        maximumResults: Int64?,
        notBefore: Timestamp,
        expires: Timestamp,
        isStatusChecked: Bool,
        statusIssuedAt: Timestamp?,
        noticeDelayedUntil: Timestamp? = nil
    ) {
        self.kind = kind
        self.standard = standard
        self.findings = findings
        self.offenceClass = offenceClass
        self.jurisdiction = jurisdiction
        self.mode = mode
        self.minimumSimilarity = minimumSimilarity
        self.maximumResults = maximumResults
        self.notBefore = notBefore
        self.expires = expires
        self.isStatusChecked = isStatusChecked
        self.statusIssuedAt = statusIssuedAt
        self.noticeDelayedUntil = noticeDelayedUntil
    }
}
