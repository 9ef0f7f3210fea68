package import Cryptography
package import Decisions
internal import GRDB
internal import StrictJSON
internal import Synchronization
internal import TransparencyLog

/// A log's database, live or copied, opened read-only; never a second writer.
///
/// A database without a write-ahead log beside it is opened as immutable, so that not even empty helper files appear
/// next to it; its entries are read from its pages, see ``EntryPages``. Each chunk is one snapshot; entries are only ever
/// added, so chunks fit together.
package final class SQLiteSource: LogSource {
    package let place: String
    let path: String
    /// The file as it was when it was opened, if nobody writes it.
    let immutable: FileState?
    let isPlain: Bool
    private let queue: DatabaseQueue
    let walk = Mutex(EntryWalk())

    /// Opens a database file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - plainly: whether SQLite alone reads and judges it. That gives the same and takes longer; it is what reading its
    ///     pages is held against.
    /// - Throws: `missing`, `wrongFormat` or `inputOutput`.
    package init(path: String, plainly: Bool = false) throws(AuditLogError) {
        self.path = path
        isPlain = plainly
        place = path
        guard FileIdentity(path: path) != nil else {
            throw AuditLogError(.missing, "\(path): no such file, expected an audit log")
        }
        let isLive = FileIdentity(path: path + "-wal") != nil
        immutable = isLive ? nil : FileState(path: path)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "audit-reader"
        do {
            queue = try DatabaseQueue(
                path: Self.address(of: path, immutable: !isLive),
                configuration: configuration
            )
            try queue.read { database in
                if !isLive { ReadAhead.begin(on: database) }
                guard try LogSchema.isLog(database) else {
                    throw AuditLogError(
                        .wrongFormat,
                        "\(path): not an audit log of version \(LogSchema.version)"
                    )
                }
            }
        } catch let error as AuditLogError {
            throw error
        } catch {
            throw AuditLogError(.inputOutput, "\(path): \(error)")
        }
    }

    package func statedKey() throws -> String? {
        guard let first = try read({ try $0.entries(from: 0, limit: 1) }).first else { return nil }
        return try? LogEntry(leaf: first.bytes).body["logKey"]?.string?.value
    }

    package func chunk(from index: Int64, limit: Int) throws -> LogChunk {
        do {
            let walked = try walkedLeaves(from: index, limit: limit)
            return try read { queries in
                try Self.chunk(
                    from: index,
                    limit: limit,
                    queries,
                    leaves: walked ?? LeafReader.leaves(in: queries.database, from: index, limit: limit)
                )
            }
        } catch let error as DatabaseError {
            return try salvage(from: index, limit: limit, error)
        }
    }

    package var hasPartialTiles: Bool { false }

    package func tile(level: Int, number: Int64, width: Int) throws -> [SHA256Digest]? {
        // One row is a snapshot without a transaction around it.
        try queue.unsafeRead { try LogQueries(database: $0).tile(level: level, number: number) }
            .flatMap { $0.count == width ? $0 : nil }
    }

    package func newestCheckpoint() throws -> StoredCheckpoint? { try read { try $0.newestCheckpoint() } }

    package func bundles() throws -> [SHA256Digest] {
        try read { try $0.bundles() }.compactMap { SHA256Digest(hex: $0) }
    }

    package func bundleFiles(_ digest: SHA256Digest) throws -> [BundleFile] {
        try read { try $0.bundleFiles(digest) }
    }

    package func cosigned() throws -> [CosignedFile] {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return try CosignedFile.all(beside: slash.map { String(path[..<$0]) } ?? ".")
    }

    /// Reads the indexes of a stretch one by one and names those that cannot be read.
    private func salvage(from index: Int64, limit: Int, _ error: DatabaseError) throws -> LogChunk {
        var leaves: [StoredLeaf] = []
        var faults = [
            Finding(.file, index: index, field: path, expected: "a readable table", found: "\(error)")
        ]
        for place in index..<index + Int64(limit) {
            do {
                guard let leaf = try read({ try $0.entry(at: place) }) else { continue }
                leaves.append(leaf)
            } catch let error as DatabaseError {
                faults.append(
                    Finding(.file, index: place, field: path, expected: "a readable entry", found: "\(error)")
                )
            }
        }
        var chunk = LogChunk(
            leaves: leaves,
            faults: faults,
            next: index + Int64(limit),
            isLast: leaves.isEmpty
        )
        chunk.checkpoints = (try? read { try $0.checkpoints(above: index, upTo: index + Int64(limit)) }) ?? []
        return chunk
    }

    private static func chunk(
        from index: Int64,
        limit: Int,
        _ queries: LogQueries,
        leaves: [StoredLeaf]
    ) throws -> LogChunk {
        let isLast = leaves.count < limit
        let next = max(index + 1, (leaves.last?.index ?? index) + 1)
        var chunk = LogChunk(leaves: leaves, next: next, isLast: isLast)
        chunk.checkpoints = try queries.checkpoints(above: index, upTo: isLast ? .max : next)
        for checkpoint in chunk.checkpoints + (isLast ? [] : try queries.checkpointAfter(next)) {
            let hashes = checkpoint.leafHashes
            chunk.leafHashes.add(hashes, from: checkpoint.size - Int64(hashes.count))
        }
        if isLast, let stored = try queries.newestTimeAndBundle() {
            chunk.tables = LogTables(
                warrantUses: try queries.warrantUses(),
                openDecisions: try queries.openDecisions(),
                remembered: try queries.remembered(),
                newestTime: stored.time,
                bundleIndex: stored.bundle
            )
        }
        return chunk
    }

    /// Reads in one snapshot; a file that nobody writes is one without a transaction around it.
    func read<R>(_ body: (LogQueries) throws -> R) throws -> R {
        guard immutable == nil else {
            return try queue.unsafeRead { database in try body(LogQueries(database: database)) }
        }
        return try queue.read { database in try body(LogQueries(database: database)) }
    }

    private static func address(of path: String, immutable: Bool) -> String {
        var escaped = ""
        for byte in path.utf8 {
            let isPlain = byte > 0x20 && byte < 0x7f && ![0x23, 0x25, 0x3f].contains(byte)
            escaped += isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte])
        }
        return "file:\(escaped)?mode=ro\(immutable ? "&immutable=1" : "")"
    }
}
