package import CoreProtocol
import Cryptography
package import Decisions
package import StrictJSON

/// A permit on its way to the log, with the draft of its entry.
///
/// The laws "deny by default" and "record, then act" are the types of this folder. A `Permit` comes from the engine alone;
/// being drafted consumes it; being recorded consumes the draft; the order consumes what recording gave; none of them
/// can be copied. So forwarding something that was not recorded, or forwarding it twice, does not compile.
package struct DraftedPermit: ~Copyable {
    /// The decision's entry; its receipt turns the permit into a recorded one.
    package let draft: EntryDraft
    private let digest: SHA256Digest

    /// Drafts the entry of a permitted request.
    ///
    /// - Throws: `JSONError` when the decision cannot be written in the log's canonical form.
    package init(
        _ permit: consuming Permit, in setting: DecisionSetting, warrantUse: WarrantUse?
    ) throws(JSONError) {
        draft = permit.ruling.draft(in: setting, warrantUse: warrantUse)
        digest = .of(try JSONValue.object(draft.body).canonical())
    }

    /// Turns it into a recorded permit, given the log's receipt for exactly its draft.
    ///
    /// - Throws: `ReceiptMismatch` when the receipt is for other bytes.
    package consuming func recorded(under receipt: Receipt) throws(ReceiptMismatch) -> RecordedPermit {
        guard receipt.bodyDigest == digest else { throw ReceiptMismatch() }
        return RecordedPermit(receipt: receipt)
    }
}

/// A permit whose decision is durable: the only thing that an order to a core can be made from.
package struct RecordedPermit: ~Copyable {
    /// Where in the log the decision stands.
    package let receipt: Receipt

    fileprivate init(receipt: Receipt) { self.receipt = receipt }

    /// The order that this permit allows, numbered by its decision.
    package consuming func order(_ operation: CoreOperation) -> Order {
        let number = receipt.index
        return Order(request: CoreRequest(id: UInt64(number), decision: number, operation: operation))
    }
}

/// One request to a core, made from a recorded permit; carrying it out consumes it.
package struct Order: ~Copyable {
    /// What the core is asked, with the decision's number.
    package let request: CoreRequest

    fileprivate init(request: CoreRequest) { self.request = request }
}

/// The receipt that came back is not for the draft that was handed over.
package struct ReceiptMismatch: Error, Sendable {}
