package import Cryptography
package import Decisions
package import PolicyControl
package import TLS

/// What only restricts, as its files and the log's memory say it together: the deny-list and the revocation lists.
package struct Restrictions: Sendable {
    /// Everything denied, by the file or at any time before.
    package let denied: DenyList
    /// What is in force from it.
    package let revocations: Revocations
    /// The lists that are newer than any taken before, each with its DER.
    package let taken: [(record: RevocationListRecord, der: [UInt8])]
    /// What somebody must look at.
    package let alarms: [Alarm]

    /// The number of the list in force, by the digest of its issuer's key.
    package var numbers: [SHA256Digest: UInt64] { revocations.issuers.mapValues(\.number) }

    /// The keys of authorities whose clients are all refused.
    package var refusedIssuers: Set<SHA256Digest> { revocations.unreadable }
}

/// Something to look at, and what it is about.
package struct Alarm: Hashable, Sendable {
    /// The kinds, as entries and metrics name them.
    package enum Subject: String, CaseIterable, Sendable {
        case reload
        case reloadMissed = "reload_missed"
        case revocationList = "revocation_list"
        case denyList = "deny_list"
    }

    package let subject: Subject
    /// Place first, then what was found and what follows.
    package let problem: String
}
