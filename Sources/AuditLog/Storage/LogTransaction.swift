internal import Cryptography
internal import Decisions
internal import Foundation
internal import GRDB
internal import TransparencyLog

/// What the committer writes inside one transaction; every statement is prepared once for the connection.
struct LogTransaction {
    let database: Database
    private let entry: WriterStatement
    private let open: WriterStatement

    init(database: Database) throws {
        self.database = database
        entry = try WriterStatement("INSERT INTO entry (idx, leaf) VALUES (?, ?)", in: database)
        open = try WriterStatement("INSERT INTO open_decision (idx, warrant) VALUES (?, ?)", in: database)
    }

    func insertEntry(_ index: Int64, _ leaf: [UInt8]) throws { try entry.run(index, leaf) }

    func insertTile(_ tile: TileTree.Row) throws {
        try run(
            "INSERT INTO tile (id, hashes) VALUES (?, ?)",
            LogSchema.tileKey(level: tile.level, number: tile.number),
            Blob.data(Tile.encode(tile.hashes))
        )
    }

    /// Stores a checkpoint beside the entries that it is the first to cover, with what a start reads back.
    func insertCheckpoint(_ note: String, state: CommitterState, leafHashes: [SHA256Digest]) throws {
        try run(
            "INSERT INTO checkpoint (size, note, newest_time, bundle_index, leaf_hashes) VALUES (?, ?, ?, ?, ?)",
            state.tree.size,
            note,
            state.newestTime?.microseconds ?? 0,
            state.bundle?.index ?? 0,
            Blob.data(Tile.encode(leafHashes))
        )
    }

    /// How often a warrant was used so far.
    func uses(of warrant: SHA256Digest) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT used FROM warrant_use WHERE warrant = ?")
        return try Int64.fetchOne(statement, arguments: [Blob.data(warrant.bytes)]) ?? 0
    }

    func setUses(of warrant: SHA256Digest, to count: Int64) throws {
        try run(
            "INSERT INTO warrant_use (warrant, used) VALUES (?, ?) ON CONFLICT DO UPDATE SET used = excluded.used",
            Blob.data(warrant.bytes),
            count
        )
    }

    /// Notes an entry that a start must find without reading every other.
    func remember(_ index: Int64, _ type: EntryType) throws {
        try run(RememberedTable.insert, index, type.rawValue)
    }

    /// Remembers that a decision awaits its outcome, and whose use it took.
    func openDecision(_ index: Int64, warrant: SHA256Digest?) throws {
        try open.run(index, warrant?.bytes)
    }

    /// Whether a decision awaits its outcome.
    func isOpen(_ index: Int64) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM open_decision WHERE idx = ?")
        return try Int64.fetchOne(statement, arguments: [index]) != nil
    }

    /// The decisions that await an outcome, smallest first.
    func openDecisions() throws -> [Int64] { try LogQueries(database: database).openDecisions() }

    /// Forgets it, and returns the warrant whose use it took.
    func closeDecision(_ index: Int64) throws -> SHA256Digest? {
        let statement = try database.cachedStatement(
            sql: "DELETE FROM open_decision WHERE idx = ? RETURNING warrant"
        )
        guard let data = try Data?.fetchOne(statement, arguments: [index]) ?? nil else { return nil }
        return SHA256Digest(bytes: Blob.bytes(data))
    }

    func insertBundleFile(_ digest: SHA256Digest, path: String, content: [UInt8]) throws {
        try run(
            "INSERT OR IGNORE INTO bundle (digest, path, content) VALUES (?, ?, ?)",
            Blob.data(digest.bytes),
            path,
            Blob.data(content)
        )
    }

    func insertPersonal(_ index: Int64, sealed: [UInt8]) throws {
        try run("INSERT INTO personal (idx, sealed) VALUES (?, ?)", index, Blob.data(sealed))
    }

    private func run(_ sql: String, _ values: any DatabaseValueConvertible...) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
    }
}
