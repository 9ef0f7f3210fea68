internal import GRDB

/// The tables of `audit.sqlite`.
///
/// No secondary index stands here: queries have a database of their own. `warrant_use`, `open_decision` and
/// `remembered` are caches of what the entries say, and are recounted by the verifier. `bundle` is content-addressed: a digest names the bytes.
enum LogSchema {
    /// SQLite's `application_id` of a log: `Abey` in ASCII.
    static let applicationID: Int64 = 0x4162_6579
    /// SQLite's `user_version` of a log.
    static let version: Int64 = 1

    /// Makes the tables in an empty database.
    static func create(in database: Database) throws {
        for statement in tables + [RememberedTable.definition] { try database.execute(sql: statement) }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// Whether a database has a log's marks.
    static func isLog(_ database: Database) throws -> Bool {
        try Int64.fetchOne(database, sql: "PRAGMA application_id") == applicationID
            && Int64.fetchOne(database, sql: "PRAGMA user_version") == version
    }

    /// The key of a tile's row: the level above 56 bits of number.
    static func tileKey(level: Int, number: Int64) -> Int64 { Int64(level) << 56 | number }

    private static let tables = [
        "CREATE TABLE entry (idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT",
        "CREATE TABLE tile (id INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT",
        """
        CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, newest_time INTEGER NOT NULL,
            bundle_index INTEGER NOT NULL, leaf_hashes BLOB NOT NULL) STRICT
        """,
        "CREATE TABLE warrant_use (warrant BLOB PRIMARY KEY, used INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE open_decision (idx INTEGER PRIMARY KEY, warrant BLOB) STRICT",
        """
        CREATE TABLE bundle (digest BLOB NOT NULL, path TEXT NOT NULL, content BLOB NOT NULL,
            PRIMARY KEY (digest, path)) STRICT
        """,
        "CREATE TABLE personal (idx INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
    ]
}
