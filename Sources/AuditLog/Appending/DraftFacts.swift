internal import Cryptography
internal import Decisions

/// What the committer acts on in a draft, read from its body by whoever asks, on its own thread.
///
/// A class, so that handing it on copies nothing.
final class DraftFacts: Sendable {
    let type: EntryType
    let time: Timestamp
    let warrantUse: WarrantUse?
    let requiredBundle: SHA256Digest?
    /// The bundle by which a decision was made, and where it says that was put in force.
    let decidingBundle: BundleInForce?
    /// The bundle that the entry puts in force.
    let activatedBundle: SHA256Digest?
    /// The entry whose personal values it destroys.
    let redactedEntry: Int64?
    /// The decisions whose outcome it is.
    let answeredDecisions: [Int64]
    /// Whether an outcome must follow.
    let awaitsOutcome: Bool
    /// Whether the warrant's use was none.
    let givesUseBack: Bool

    /// Reads a draft.
    init(_ draft: EntryDraft) {
        type = draft.type
        time = draft.time
        warrantUse = draft.warrantUse
        requiredBundle = draft.requiredBundle
        decidingBundle = EntryMeaning.decidingBundle(draft.type, draft.body)
        activatedBundle = EntryMeaning.activatedBundle(draft.type, draft.body)
        redactedEntry = EntryMeaning.redactedEntry(draft.type, draft.body)
        answeredDecisions = EntryMeaning.answeredDecisions(draft.type, draft.body)
        awaitsOutcome = EntryMeaning.awaitsOutcome(draft.type, draft.body)
        givesUseBack = EntryMeaning.givesUseBack(draft.type, draft.body)
    }
}
