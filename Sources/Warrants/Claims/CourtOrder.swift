package import Cryptography
package import StrictJSON

/// The signed order that a token stands for, bound to it by the digest of the document.
package struct CourtOrder: Hashable, Sendable {
    /// The kind of order, a lowercase identifier such as `search_warrant`.
    package var kind: ExactString
    /// The court, in words.
    package var court: ExactString
    /// The docket number.
    package var docket: ExactString
    /// The judge, in words.
    package var judge: ExactString
    /// The judge's identifier.
    package var judgeID: ExactString
    /// ISO 3166-2, such as `US-OR`.
    package var jurisdiction: ExactString
    /// `probable_cause` or `specific_and_articulable`.
    package var standard: ExactString
    /// What the court found, lowercase identifiers.
    package var findings: [ExactString]
    /// The statute, in words.
    package var statute: ExactString
    /// The class of the offence, a lowercase identifier.
    package var offenceClass: ExactString
    /// The applicant's name.
    package var applicantName: ExactString
    /// The applicant's identifier.
    package var applicantID: ExactString
    /// The identifier of the applicant's agency.
    package var applicantAgency: ExactString
    /// SHA-256 of the signed document.
    package var instrument: SHA256Digest
    /// Whether the docket is sealed.
    package var isSealed: Bool
    /// Until when notice is delayed, in whole seconds.
    package var delayedNoticeUntil: Timestamp?
    /// The emergency that the order follows.
    package var emergencyReference: ExactString?

    package init(
        kind: ExactString,
        court: ExactString,
        docket: ExactString,
        judge: ExactString,
        judgeID: ExactString,
        jurisdiction: ExactString,
        standard: ExactString,
        findings: [ExactString],
        statute: ExactString,
        offenceClass: ExactString,
        applicantName: ExactString,
        applicantID: ExactString,
        applicantAgency: ExactString,
        instrument: SHA256Digest,
        isSealed: Bool,
        delayedNoticeUntil: Timestamp? = nil,
        emergencyReference: ExactString? = nil
    ) {
        self.kind = kind
        self.court = court
        self.docket = docket
        self.judge = judge
        self.judgeID = judgeID
        self.jurisdiction = jurisdiction
        self.standard = standard
        self.findings = findings
        self.statute = statute
        self.offenceClass = offenceClass
        self.applicantName = applicantName
        self.applicantID = applicantID
        self.applicantAgency = applicantAgency
        self.instrument = instrument
        self.isSealed = isSealed
        self.delayedNoticeUntil = delayedNoticeUntil
        self.emergencyReference = emergencyReference
    }

    /// The kind of order that allows continuing surveillance, and so a longer life.
    package static let surveillance: ExactString = "surveillance_order"

    static let standards: [ExactString] = ["probable_cause", "specific_and_articulable"]
}
