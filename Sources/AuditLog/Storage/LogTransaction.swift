internal import Cryptography
internal import Decisions
internal import Foundation
internal import GRDB
internal import TransparencyLog

/// What the committer writes inside one transaction.
///
/// What is done for every entry or batch is a prepared statement of SQLite's own; the rest goes through GRDB.
struct LogTransaction {
    let database: Database
    private let entry: WriterStatement
    private let tile: WriterStatement
    private let checkpoint: WriterStatement
    private let use: WriterStatement
    private let setUse: WriterStatement
    private let open: WriterStatement
    private let findOpen: WriterStatement
    private let close: WriterStatement

    init(database: Database) throws {
        self.database = database
        func prepared(_ sql: String) throws -> WriterStatement { try WriterStatement(sql, in: database) }
        entry = try prepared("INSERT INTO entry (idx, leaf) VALUES (?, ?)")
        tile = try prepared("INSERT INTO tile (id, hashes) VALUES (?, ?)")
        checkpoint = try prepared(
            "INSERT INTO checkpoint (size, note, newest_time, bundle_index, leaf_hashes) VALUES (?, ?, ?, ?, ?)"
        )
        use = try prepared("SELECT used FROM warrant_use WHERE warrant = ?")
        setUse = try prepared(
            "INSERT INTO warrant_use (warrant, used) VALUES (?, ?) ON CONFLICT DO UPDATE SET used = excluded.used"
        )
        open = try prepared("INSERT INTO open_decision (idx, warrant) VALUES (?, ?)")
        findOpen = try prepared("SELECT 1 FROM open_decision WHERE idx = ?")
        close = try prepared("DELETE FROM open_decision WHERE idx = ? RETURNING warrant")
    }

    func insertEntry(_ index: Int64, _ leaf: [UInt8]) throws { try entry.run(index, leaf) }

    func insertTile(_ row: TileTree.Row) throws {
        try tile.run(
            .integer(LogSchema.tileKey(level: row.level, number: row.number)),
            .bytes(Tile.encode(row.hashes))
        )
    }

    /// Stores a checkpoint beside the entries that it is the first to cover, with what a start reads back.
    func insertCheckpoint(_ note: String, state: CommitterState, leafHashes: [UInt8]) throws {
        try checkpoint.run(
            .integer(state.tree.size),
            .text(note),
            .integer(state.newestTime?.microseconds ?? 0),
            .integer(state.bundle?.index ?? 0),
            .bytes(leafHashes)
        )
    }

    /// How often a warrant was used so far.
    func uses(of warrant: SHA256Digest) throws -> Int64 {
        try use.first(.bytes(warrant.bytes)) { $0.integer } ?? 0
    }

    func setUses(of warrant: SHA256Digest, to count: Int64) throws {
        try setUse.run(.bytes(warrant.bytes), .integer(count))
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
    func isOpen(_ index: Int64) throws -> Bool { try findOpen.first(.integer(index)) { _ in true } ?? false }

    /// The decisions that await an outcome, smallest first.
    func openDecisions() throws -> [Int64] { try LogQueries(database: database).openDecisions() }

    /// Forgets it, and returns the warrant whose use it took.
    func closeDecision(_ index: Int64) throws -> SHA256Digest? {
        try close.first(.integer(index)) { row in row.bytes.flatMap { SHA256Digest(bytes: $0) } } ?? nil
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
