import AuditLog
import GRDBSQLite
import Glibc

/// The inserts of the log's commits, by SQLite alone through its C interface, on one thread: what a C program costs that does
/// no more than keep the same rows as safely.
///
/// The same are: the settings (synchronous FULL, secure_delete, page size), the tables without any index, every row that the
/// log writes for such entries with as many bytes (the leaf, the decision that awaits its outcome, the tile of hashes every
/// 256 entries, the checkpoint with its note and its leaf hashes in each commit), how many entries a commit has, one sync a
/// commit, and after how many bytes the write-ahead log is moved into the file. The rows of the tree are among them because a
/// log without them could prove nothing and start only by hashing everything: they are part of what must be inserted.
///
/// What the log does besides is not the peer's: the tree's hashing, canonical form, the signature, the copy of the checkpoint,
/// the look at the disk's free space and at its files, and whoever waits. Statements are prepared once, `BEGIN` and `COMMIT`
/// too, values are bound where they lie, and every leaf is the same bytes, so that nothing is made slower than it must be.
struct RawInserts {
    private let path: String
    private let leafBytes: Int

    /// Inserts of entries of this size, into a new database at `path`.
    init(path: String, leafBytes: Int) {
        self.path = path
        self.leafBytes = leafBytes
    }

    /// Inserts entries, so many in each transaction; gives the wall time and the processor's after the first `warmUp`.
    func measure(
        entries: Int,
        batch: Int,
        warmUp: Int
    ) throws -> (elapsed: Duration, processorTime: Duration) {
        var handle: OpaquePointer?
        guard unsafe sqlite3_open(path, &handle) == SQLITE_OK, let database = unsafe handle else {
            throw WrongAnswer("\(path): SQLite cannot open it")
        }
        defer { unsafe _ = sqlite3_close_v2(database) }
        for sql in Self.setting + Self.tables { unsafe try Self.run(sql, database) }
        let entry = unsafe try Prepared("INSERT INTO entry (idx, leaf) VALUES (?, ?)", database)
        let open = unsafe try Prepared("INSERT INTO open_decision (idx, warrant) VALUES (?, ?)", database)
        let tile = unsafe try Prepared("INSERT INTO tile (id, hashes) VALUES (?, ?)", database)
        let checkpoint = unsafe try Prepared(
            "INSERT INTO checkpoint (size, note, newest_time, bundle_index, leaf_hashes) VALUES (?1, 'note', 0, 0, ?2)",
            database
        )
        let begin = unsafe try Prepared("BEGIN IMMEDIATE", database)
        let commit = unsafe try Prepared("COMMIT", database)
        let leaf = [UInt8](repeating: 0x61, count: leafBytes)
        let hashes = [UInt8](repeating: 0x62, count: 256 * 32)
        // A batch's leaf hashes; a note of 200 bytes stands in their length.
        let batchHashes = [UInt8](repeating: 0x63, count: 32 * batch + 200)
        let settleBytes = LogLimits().checkpointBytes
        let clock = ContinuousClock()
        var unsettled = 0
        func insert(_ range: Range<Int>) throws {
            var index = range.lowerBound
            while index < range.upperBound {
                try begin.run()
                let end = min(range.upperBound, index + batch)
                for number in index..<end {
                    try entry.run(number, leaf)
                    try open.run(number, [])
                    if number % 256 == 255 { try tile.run(number / 256, hashes) }
                }
                try checkpoint.run(end, batchHashes)
                try commit.run()
                unsettled += (end - index) * leafBytes
                index = end
                if unsettled >= settleBytes {
                    unsafe try Self.run("PRAGMA wal_checkpoint(PASSIVE)", database)
                    unsettled = 0
                }
            }
        }
        try insert(0..<warmUp)
        let processor = ProcessorClock.now
        let elapsed = try clock.measure { try insert(warmUp..<warmUp + entries) }
        return (elapsed, ProcessorClock.now - processor)
    }

    @unsafe
    fileprivate static func run(_ sql: String, _ database: OpaquePointer) throws {
        guard unsafe sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
            throw WrongAnswer("SQLite: \(unsafe String(cString: sqlite3_errmsg(database))): \(sql)")
        }
    }

    private static let setting = [
        "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA secure_delete = ON", "PRAGMA cell_size_check = ON",
    ]

    private static let tables = [
        "CREATE TABLE entry (idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT",
        "CREATE TABLE tile (id INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT",
        """
        CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, newest_time INTEGER NOT NULL,
            bundle_index INTEGER NOT NULL, leaf_hashes BLOB NOT NULL) STRICT
        """,
        "CREATE TABLE open_decision (idx INTEGER PRIMARY KEY, warrant BLOB) STRICT",
    ]
}

/// A prepared statement, with or without a number and bytes.
@safe
private final class Prepared {
    private let statement: OpaquePointer

    @unsafe
    init(_ sql: String, _ database: OpaquePointer) throws {
        var prepared: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(database, sql, -1, &prepared, nil) == SQLITE_OK,
            let statement = unsafe prepared
        else { throw WrongAnswer("SQLite does not take `\(sql)`") }
        unsafe self.statement = statement
    }

    deinit { unsafe _ = sqlite3_finalize(statement) }

    /// Runs a statement without parameters.
    func run() throws {
        let code = unsafe sqlite3_step(statement)
        unsafe _ = sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw WrongAnswer("SQLite refuses a statement: \(code)") }
    }

    /// Inserts a row; no bytes are NULL.
    func run(_ number: Int, _ bytes: [UInt8]) throws {
        unsafe _ = sqlite3_bind_int64(statement, 1, Int64(number))
        // The bytes stay where they are until the statement has run, so SQLite need not copy them.
        let code = unsafe bytes.withUnsafeBytes { bytes in
            if unsafe bytes.isEmpty {
                unsafe _ = sqlite3_bind_null(statement, 2)
            } else {
                unsafe _ = sqlite3_bind_blob(statement, 2, bytes.baseAddress, Int32(bytes.count), nil)
            }
            return unsafe sqlite3_step(statement)
        }
        unsafe _ = sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw WrongAnswer("SQLite refuses an insert: \(code)") }
    }
}
