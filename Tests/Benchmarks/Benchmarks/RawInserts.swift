import GRDBSQLite
import Glibc

/// The inserts of the log's commits, by SQLite alone through its C interface, on one thread.
///
/// It has the log's settings, tables, rows of the same sizes, entries in each commit and moves of the write-ahead log. It
/// has no tree, no canonical form, no hashes, no signature, no copy of the checkpoint, no look at the disk's free space, and
/// nobody who waits.
struct RawInserts {
    private let path: String
    private let leafBytes: Int

    /// Inserts of entries of this size, into a new database at `path`.
    init(path: String, leafBytes: Int) {
        self.path = path
        self.leafBytes = leafBytes
    }

    /// Inserts entries, so many in each transaction, with the log's settings; entries a second after the first `warmUp`.
    func perSecond(entries: Int, batch: Int, warmUp: Int) throws -> Double {
        var handle: OpaquePointer?
        guard unsafe sqlite3_open(path, &handle) == SQLITE_OK, let database = unsafe handle else {
            throw WrongAnswer("\(path): SQLite cannot open it")
        }
        defer { unsafe _ = sqlite3_close(database) }
        for sql in Self.setting + Self.tables { unsafe try Self.run(sql, database) }
        let entry = unsafe try Insert("INSERT INTO entry (idx, leaf) VALUES (?, ?)", database)
        let open = unsafe try Insert("INSERT INTO open_decision (idx, warrant) VALUES (?, ?)", database)
        let tile = unsafe try Insert("INSERT INTO tile (id, hashes) VALUES (?, ?)", database)
        let checkpoint = unsafe try Insert(
            "INSERT INTO checkpoint (size, note, newest_time, bundle_index, leaf_hashes) VALUES (?1, 'note', 0, 0, ?2)",
            database
        )
        let leaf = [UInt8](repeating: 0x61, count: leafBytes)
        let hashes = [UInt8](repeating: 0x62, count: 256 * 32)
        let clock = ContinuousClock()
        var unsettled = 0
        func insert(_ range: Range<Int>) throws {
            var index = range.lowerBound
            while index < range.upperBound {
                unsafe try Self.run("BEGIN IMMEDIATE", database)
                let end = min(range.upperBound, index + batch)
                for number in index..<end {
                    try entry.run(number, leaf)
                    try open.run(number, [])
                    if number % 256 == 255 { try tile.run(number / 256, hashes) }
                }
                // A note of 200 bytes stands in this blob's length.
                try checkpoint.run(end, [UInt8](repeating: 0x63, count: 32 * (end - index) + 200))
                unsafe try Self.run("COMMIT", database)
                unsettled += (end - index) * leafBytes
                index = end
                if unsettled >= 8 << 20 {
                    unsafe try Self.run("PRAGMA wal_checkpoint(PASSIVE)", database)
                    unsettled = 0
                }
            }
        }
        try insert(0..<warmUp)
        let time = try clock.measure { try insert(warmUp..<warmUp + entries) }
        return Double(entries) / (time.microseconds / 1e6)
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

/// A prepared insert of a number and bytes.
@safe
private final class Insert {
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
