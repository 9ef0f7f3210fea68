import Cryptography
import Decisions
import StrictJSON

/// A draft that was handed to the log, and what tells its receipt from every other.
struct PendingEntry: Sendable {
    /// What the log is to take.
    let draft: EntryDraft

    private let bodyDigest: SHA256Digest

    /// Prepares a draft for the log.
    ///
    /// - Throws: `JSONError` when its body has no canonical form, so that the log could not take it.
    init(_ draft: EntryDraft) throws(JSONError) {
        let written = try draft.written()
        self.draft = written.draft
        bodyDigest = written.body.digest
    }

    /// Holds a receipt against the draft: the same bytes, and the warrant's use counted if one was to be.
    func check(_ receipt: Receipt) throws(ReceiptMismatch) {
        guard receipt.bodyDigest == bodyDigest, receipt.warrantUse?.maximum == draft.warrantUse?.maximum
        else {
            throw ReceiptMismatch()
        }
    }
}

/// The receipt that came back is not for the draft that was handed over.
package struct ReceiptMismatch: Error, Sendable {}
