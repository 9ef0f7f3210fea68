package import CoreProtocol
package import Decisions
package import StrictJSON

/// A permit on its way to the log, with the draft of its entry and the one thing that it permits.
///
/// The laws "deny by default" and "record, then act" are the types of this file. A `Permit` comes from the engine alone;
/// being drafted consumes it; being recorded consumes the draft; the order consumes what recording gave; none of them
/// can be copied. So forwarding something that was not recorded, or forwarding it twice, does not compile:
/// `Tests/CompileFail` holds the compiler to it.
package struct DraftedPermit: ~Copyable {
    private let entry: PendingEntry
    private let operation: CoreOperation

    /// Drafts the entry of a permitted request, for what the core is then to do.
    ///
    /// - Throws: `JSONError` when the decision cannot be written in the log's canonical form.
    package init(
        _ permit: consuming Permit,
        for operation: CoreOperation,
        in setting: DecisionSetting,
        warrantUse: WarrantUse?
    ) throws(JSONError) {
        entry = try PendingEntry(permit.ruling.draft(in: setting, warrantUse: warrantUse))
        self.operation = operation
    }

    /// The decision's entry; its receipt turns the permit into a recorded one.
    package var draft: EntryDraft { entry.draft }

    /// Turns it into a recorded permit, given the log's receipt for exactly its draft.
    ///
    /// - Throws: `ReceiptMismatch` when the receipt is for other bytes, or for a warrant's use that was not counted.
    package consuming func recorded(under receipt: Receipt) throws(ReceiptMismatch) -> RecordedPermit {
        try entry.check(receipt)
        return RecordedPermit(receipt: receipt, operation: operation)
    }
}

/// A permit whose decision is durable: the only thing that an order to a core can be made from.
package struct RecordedPermit: ~Copyable {
    /// Where in the log the decision stands.
    package let receipt: Receipt

    private let operation: CoreOperation

    fileprivate init(receipt: Receipt, operation: CoreOperation) {
        self.receipt = receipt
        self.operation = operation
    }

    /// The order that was permitted, numbered by its decision.
    package consuming func order() -> Order {
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
