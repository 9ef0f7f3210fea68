internal import Cryptography
internal import Decisions
internal import StrictJSON
package import TransparencyLog

/// Writes what a person may be given about one decision: that decision, its outcome, the policies in force with their
/// text, and proofs; nothing about any other request.
package enum PacketWriter {
    /// What was put into a packet.
    package struct Contents: Sendable {
        /// The decision.
        package let decision: Int64
        /// The entry that says what came of it; nil for a refusal, and while it is not recorded.
        package let outcome: Int64?
        /// The entry that put the policies in force.
        package let activation: Int64
        /// The checkpoint that every proof ends in.
        package let size: Int64
    }

    /// Writes a packet into a folder that does not exist yet.
    ///
    /// Everything is proved before it is written. The outcome is looked for from the decision on.
    ///
    /// - Throws: `outOfRange` when the entry is no decision, `damaged` when something cannot be proved, `exists`.
    package static func write(
        decision index: Int64,
        of source: some LogSource,
        key: NoteVerifier,
        to folder: String
    ) throws -> Contents {
        let decision = try EntryProof(of: index, in: source, key: key)
        let (entry, checkpoint) = try decision.verified(by: key)
        guard entry.type == .decision else {
            throw AuditLogError(
                .outOfRange,
                "\(source.place): entry \(index) is a `\(entry.type.rawValue)`, expected a decision"
            )
        }
        let record = try DecisionRecord(entry.body)
        let files = try source.bundleFiles(record.bundle.digest)
        guard try BundleManifest(files).digest() == record.bundle.digest else {
            throw AuditLogError(
                .damaged,
                "\(source.place): the files of policy set \(record.bundle.digest) are not those that decided"
            )
        }
        var parts = [(PacketLayout.Part.decision, decision)]
        parts.append((.policies, try EntryProof(of: record.bundleActivatedAt, in: source, key: key)))
        let outcome = try record.ruling.isAllowed ? self.outcome(of: index, in: source) : nil
        if let outcome { parts.append((.outcome, try EntryProof(of: outcome, in: source, key: key))) }
        guard FileIdentity(path: folder) == nil else {
            throw AuditLogError(.exists, "\(folder): expected no file or directory here")
        }
        try PlainFile.makeDirectory(folder)
        for (part, proof) in parts {
            try PlainFile.write(proof.leaf, to: "\(folder)/\(part.entry)")
            try PlainFile.write(proof.receipt.encoded, to: "\(folder)/\(part.proof)")
        }
        for file in files {
            let path = "\(folder)/\(PacketLayout.policies)/\(file.path)"
            if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
                try PlainFile.makeDirectory(String(path[..<slash]))
            }
            try PlainFile.write(file.bytes, to: path)
        }
        try PlainFile.write(decision.receipt.checkpoint, to: "\(folder)/\(PacketLayout.checkpoint)")
        let readme = PacketReadme(entry, record, outcome: outcome, checkpoint: checkpoint, key: key)
        try PlainFile.write(Array(readme.text.utf8), to: "\(folder)/\(PacketLayout.readme)")
        return Contents(
            decision: index,
            outcome: outcome,
            activation: record.bundleActivatedAt,
            size: checkpoint.size
        )
    }

    /// The entry that says what came of a permit, if there is one yet.
    private static func outcome(of decision: Int64, in source: some LogSource) throws -> Int64? {
        let size = try source.size()
        var next = decision + 1
        while next < size {
            let leaves = try source.leaves(from: next, limit: LogVerification.chunkEntries)
            guard let last = leaves.last else { break }
            for leaf in leaves {
                guard let entry = try? LogEntry(leaf: leaf.bytes) else { continue }
                if EntryMeaning.answeredDecisions(entry.type, entry.body).contains(decision) {
                    return leaf.index
                }
            }
            next = last.index + 1
        }
        return nil
    }
}
