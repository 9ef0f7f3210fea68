package import TransparencyLog

/// What people ask a log for: one entry, a stretch, the newest, and the proof of one.
extension LogSource {
    /// How many entries there are, as far as the newest checkpoint says.
    package func size() throws -> Int64 { try newestCheckpoint()?.size ?? 0 }

    /// One entry's leaf bytes; throws `outOfRange` for an index beyond the newest entry.
    package func leaf(at index: Int64) throws -> StoredLeaf {
        guard index >= 0, let leaf = try leaves(from: index, limit: 1).first, leaf.index == index else {
            throw AuditLogError(
                .outOfRange,
                "\(place): entry \(index): expected an index from 0 to \(try size() - 1)"
            )
        }
        return leaf
    }

    /// Leaves from an index on, at most `limit`.
    package func leaves(from index: Int64, limit: Int) throws -> [StoredLeaf] {
        var found: [StoredLeaf] = []
        var next = index
        while found.count < limit {
            let chunk = try self.chunk(
                from: next,
                limit: min(limit - found.count, LogVerification.chunkEntries)
            )
            found += chunk.leaves.prefix(limit - found.count)
            if chunk.isLast { break }
            next = chunk.next
        }
        return found
    }

    /// The newest leaves, oldest first, at most `count`.
    package func newestLeaves(_ count: Int) throws -> [StoredLeaf] {
        try leaves(from: max(0, size() - Int64(count)), limit: count)
    }

    /// The proof that an entry is in the tree of a checkpoint (tlog-proof), which anybody can check offline.
    ///
    /// - Parameters:
    ///   - index: the entry.
    ///   - note: a signed checkpoint of this log, such as one with cosignatures; the newest when none is given.
    /// - Returns: the proof; whether the checkpoint is the log's is for whoever reads it to verify.
    /// - Throws: `outOfRange` for an entry that the checkpoint does not cover, `missing` without a checkpoint.
    package func receipt(for index: Int64, under note: [UInt8]? = nil) throws -> ReceiptProof {
        guard let newest = try newestCheckpoint() else {
            throw AuditLogError(.missing, "\(place): no checkpoint")
        }
        let note = note ?? Array(newest.note.utf8)
        let size = try Checkpoint(parsing: SignedNote(parsing: note).text).size
        guard index >= 0, index < size, size <= newest.size else {
            throw AuditLogError(
                .outOfRange,
                "\(place): entry \(index): expected an index from 0 to \(min(size, newest.size) - 1)"
            )
        }
        // The nodes that a smaller tree is made of are complete in a larger one too.
        let proof = try InclusionProof(
            index: index,
            size: size,
            from: StoredHashes(self, size: newest.size)
        )
        return ReceiptProof(index: index, hashes: proof.hashes, checkpoint: note)
    }

    /// The proof that the log of one size, at least 1, is the beginning of the log of another, for witnesses.
    package func consistency(from old: Int64, to new: Int64) throws -> ConsistencyProof {
        let size = try max(new, self.size())
        return try ConsistencyProof(from: old, to: new, reader: StoredHashes(self, size: size))
    }
}
