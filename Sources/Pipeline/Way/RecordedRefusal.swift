package import Decisions
package import StrictJSON

/// A refusal on its way to the log: the client reads nothing of it before it is an entry.
package struct DraftedRefusal: ~Copyable {
    private let entry: PendingEntry
    private let refusal: Refusal

    /// Drafts the entry of a refused request.
    ///
    /// - Throws: `JSONError` when the decision cannot be written in the log's canonical form.
    package init(_ refusal: Refusal, in setting: DecisionSetting) throws(JSONError) {
        entry = try PendingEntry(refusal.ruling.draft(in: setting))
        self.refusal = refusal
    }

    /// The decision's entry; its receipt turns the refusal into one that may be told.
    package var draft: EntryDraft { entry.draft }

    /// Turns it into a refusal that may be told, given the log's receipt for exactly its draft.
    ///
    /// - Throws: `ReceiptMismatch` when the receipt is for other bytes.
    package consuming func recorded(under receipt: Receipt) throws(ReceiptMismatch) -> RecordedRefusal {
        try entry.check(receipt)
        return RecordedRefusal(ruling: refusal.ruling, receipt: receipt)
    }
}

/// A refusal whose entry is durable: the only thing that a refusal's answer is made from.
package struct RecordedRefusal: ~Copyable {
    /// What the engine said.
    package let ruling: Ruling
    /// Where in the log it stands.
    package let receipt: Receipt

    fileprivate init(ruling: Ruling, receipt: Receipt) {
        self.ruling = ruling
        self.receipt = receipt
    }
}
