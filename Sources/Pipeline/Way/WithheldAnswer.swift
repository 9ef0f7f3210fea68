import Cryptography
package import Decisions
import StrictJSON

/// An answer made from a core's reply, withheld until its outcome is durable.
package struct WithheldAnswer: ~Copyable {
    /// The outcome's entry; its receipt releases the answer.
    package let draft: EntryDraft
    private let answer: GateAnswer
    private let digest: SHA256Digest

    /// Withholds an answer behind the draft of its outcome.
    ///
    /// - Throws: `JSONError` when the outcome cannot be written in the log's canonical form.
    init(_ answer: GateAnswer, until outcome: OutcomeRecord, at time: Timestamp) throws(JSONError) {
        draft = outcome.draft(at: time)
        digest = .of(try JSONValue.object(draft.body).canonical())
        self.answer = answer
    }

    /// Releases the answer, given the log's receipt for exactly its outcome.
    ///
    /// - Throws: `ReceiptMismatch` when the receipt is for other bytes.
    package consuming func released(under receipt: Receipt) throws(ReceiptMismatch) -> GateAnswer {
        guard receipt.bodyDigest == digest else { throw ReceiptMismatch() }
        return answer
    }
}
