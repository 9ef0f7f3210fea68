import Cryptography
package import Decisions
import StrictJSON

/// An answer made from a core's reply, withheld until its outcome is durable.
package struct WithheldAnswer: ~Copyable {
    private let entry: PendingEntry
    private let answer: GateAnswer

    /// Withholds an answer behind the draft of its outcome.
    ///
    /// - Throws: `JSONError` when the outcome cannot be written in the log's canonical form.
    init(_ answer: GateAnswer, until outcome: OutcomeRecord, at time: Timestamp) throws(JSONError) {
        entry = try PendingEntry(outcome.draft(at: time))
        self.answer = answer
    }

    /// The outcome's entry; its receipt releases the answer.
    package var draft: EntryDraft { entry.draft }

    /// Releases the answer, given the log's receipt for exactly its outcome.
    ///
    /// - Throws: `ReceiptMismatch` when the receipt is for other bytes.
    package consuming func released(under receipt: Receipt) throws(ReceiptMismatch) -> GateAnswer {
        try entry.check(receipt)
        return answer
    }
}
