internal import StrictJSON
package import TransparencyLog

/// An entry with what convinces an outsider that the log has it: the bytes, and a tlog-proof that ends in a signed checkpoint.
package struct EntryProof: Sendable {
    /// The entry's exact bytes.
    package let leaf: [UInt8]
    /// The way from the bytes to the checkpoint.
    package let receipt: ReceiptProof

    /// Proves an entry from what a source stores, and checks the proof before anybody is given it.
    ///
    /// - Parameters:
    ///   - index: the entry.
    ///   - source: the log.
    ///   - key: the log's key.
    ///   - checkpoint: the signed checkpoint to prove it under; the newest when none is given.
    /// - Throws: `outOfRange` for an entry that is not there, `damaged` when what is stored proves nothing.
    package init(
        of index: Int64,
        in source: some LogSource,
        key: NoteVerifier,
        under checkpoint: [UInt8]? = nil
    ) throws {
        leaf = try source.leaf(at: index).bytes
        receipt = try source.receipt(for: index, under: checkpoint)
        do throws(TransparencyLogError) { _ = try receipt.verified(entry: leaf, log: key) } catch {
            throw AuditLogError(.damaged, "\(source.place): entry \(index) cannot be proved: \(error)")
        }
    }

    /// A proof and the bytes of its entry as somebody was given them; nothing is checked yet.
    package init(leaf: [UInt8], receipt: [UInt8]) throws(TransparencyLogError) {
        self.leaf = leaf
        self.receipt = try ReceiptProof(parsing: receipt)
    }

    /// The entry and the checkpoint that covers it, once the log's signature, the way to its root, the entry's form and
    /// its own index are right.
    ///
    /// - Throws: `damaged` with what is not.
    package func verified(
        by key: NoteVerifier
    ) throws(AuditLogError) -> (entry: LogEntry, checkpoint: Checkpoint) {
        let checkpoint: Checkpoint
        let entry: LogEntry
        do throws(TransparencyLogError) { checkpoint = try receipt.verified(entry: leaf, log: key) } catch {
            throw AuditLogError(.damaged, "\(error)")
        }
        do throws(JSONError) { entry = try LogEntry(leaf: leaf) } catch {
            throw AuditLogError(.damaged, "not one canonical entry: \(error)")
        }
        guard entry.index == receipt.index, entry.origin == ExactString(checkpoint.origin) else {
            throw AuditLogError(
                .damaged,
                "the entry says that it is entry \(entry.index) of `\(entry.origin)`, the proof is of entry \(receipt.index) of `\(checkpoint.origin)`"
            )
        }
        return (entry, checkpoint)
    }
}
