internal import Cryptography
package import Decisions
package import StrictJSON

/// The few members of bodies that the log itself acts on; the committer and the verifier read them here alike.
package enum EntryMeaning {
    /// Whether the entry is a permit, which is followed by an outcome.
    package static func awaitsOutcome(_ type: EntryType, _ body: JSONObject) -> Bool {
        type == .decision && body["ruling"]?["decision"]?.string == "allow"
    }

    /// The decisions whose outcome the entry is.
    static func answeredDecisions(_ type: EntryType, _ body: JSONObject) -> [Int64] {
        switch type {
        case .outcome: body["decision"]?.integer.map { [$0] } ?? []
        case .outcomeUnknown: body["decisions"]?.array?.compactMap(\.integer) ?? []
        default: []
        }
    }

    /// Whether the outcome says that the core refused before any matching, so that a warrant's use is given back.
    static func givesUseBack(_ type: EntryType, _ body: JSONObject) -> Bool {
        type == .outcome && body["failed"]?["beforeMatching"]?.bool == true
    }

    /// The bundle that is in force from this entry on.
    static func activatedBundle(_ type: EntryType, _ body: JSONObject) -> SHA256Digest? {
        type == .genesis || type == .bundleActivated ? bundle(of: body) : nil
    }

    /// The bundle by which a decision was made, and the entry that it says put it in force.
    static func decidingBundle(_ type: EntryType, _ body: JSONObject) -> BundleInForce? {
        guard type == .decision, let digest = bundle(of: body), let index = body["bundleActivatedAt"]?.integer
        else { return nil }
        return BundleInForce(digest: digest, index: index)
    }

    /// The keyed digest by which a decision's warrant is counted.
    static func warrant(_ type: EntryType, _ body: JSONObject) -> SHA256Digest? {
        guard type == .decision, let text = body["warrantKey"]?.string else { return nil }
        return SHA256Digest(hex: text.value)
    }

    /// The entry whose personal values are destroyed with this one.
    static func redactedEntry(_ type: EntryType, _ body: JSONObject) -> Int64? {
        type == .redaction ? body["entry"]?.integer : nil
    }

    /// Whether the entry records what has happened already, and is therefore taken whatever the clock says.
    static func mustBeRecorded(_ type: EntryType) -> Bool {
        switch type {
        case .outcome, .outcomeUnknown, .refusals, .start, .stop, .clockJump, .certificate, .revocationList,
            .alarm:
            true
        default: false
        }
    }

    /// Whether a start reads entries of a kind back: what stays in force until another entry changes it.
    ///
    /// Such entries are few, so that a start does not take longer the older the log is.
    static func isRemembered(_ type: EntryType) -> Bool {
        switch type {
        case .genesis, .bundleProposed, .bundleApproved, .bundleCancelled, .bundleActivated, .bundleRefused,
            .organisation, .certificate, .revocationList, .warrantRevoked, .emergencyOpened, .ratified,
            .lapsed,
            .redaction, .keyRotation:
            true
        case .start, .stop, .decision, .outcome, .outcomeUnknown, .refusals, .certificateSeen, .collection,
            .export, .clockJump, .generation, .alarm:
            false
        }
    }

    private static func bundle(of body: JSONObject) -> SHA256Digest? {
        (body["bundle"]?["digest"]?.string).flatMap { SHA256Digest(hex: $0.value) }
    }
}
