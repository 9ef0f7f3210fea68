package import TransparencyLog

/// Copies a log, live or not, into an export directory.
package enum LogExport {
    /// Writes every entry, every checkpoint, the key, every bundle and what witnesses cosigned into a new directory.
    ///
    /// What is exported is what is stored; nothing is verified on the way. An export ends at the newest checkpoint that
    /// was there when it began; a larger one that a witness cosigned meanwhile stays behind.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key, written beside the entries.
    ///   - directory: a path at which nothing is yet.
    ///   - progress: called after each chunk with how many entries were written, and how many there are.
    /// - Returns: how many entries were exported.
    /// - Throws: when the source cannot be read, or the directory exists or cannot be written.
    package static func export(
        _ source: some LogSource,
        key: NoteVerifier,
        to directory: String,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) throws -> Int64 {
        guard let size = try source.newestCheckpoint()?.size else {
            throw AuditLogError(.missing, "\(source.place): no checkpoint, expected a log with entries")
        }
        var writer = try ExportWriter(directory: directory)
        var next: Int64 = 0
        while next < size {
            let chunk = try source.chunk(from: next, limit: LogVerification.chunkEntries)
            if let fault = chunk.faults.first { throw AuditLogError(.damaged, "\(fault)") }
            for leaf in chunk.leaves where leaf.index < size {
                guard leaf.index == writer.size else {
                    throw AuditLogError(.damaged, "\(source.place): entry \(writer.size) is missing")
                }
                try writer.append(leaf: leaf.bytes)
            }
            for checkpoint in chunk.checkpoints where checkpoint.size <= size {
                try writer.add(checkpoint: checkpoint.note, size: checkpoint.size)
            }
            progress?(writer.size, size)
            if chunk.isLast { break }
            next = chunk.next
        }
        guard writer.size == size else {
            throw AuditLogError(
                .damaged,
                "\(source.place): \(writer.size) entries, the newest checkpoint covers \(size)"
            )
        }
        for digest in try source.bundles() {
            try writer.add(bundle: digest, files: source.bundleFiles(digest))
        }
        for file in try source.cosigned() {
            if let cosigned = try? file.checkpoint(of: key), cosigned.size > size { continue }
            try writer.add(cosigned: file)
        }
        try writer.finish(vkey: key.vkey)
        return size
    }
}
