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

    /// Whether a database holds the tables of a log as this program makes them, and nothing else; a log from before the table
    /// `remembered` lacks it.
    static func isExactly(_ database: Database) throws -> Bool {
        // SQLite compares the bytes.
        let query = """
            SELECT count(*) FROM sqlite_schema
            WHERE type = 'table' AND name = ?1 AND tbl_name = ?1 AND sql = ?2
            """
        var known = 0
        for definition in tables + [RememberedTable.definition] {
            let name = definition.dropFirst("CREATE TABLE ".count).prefix { $0 != " " }
            guard
                let count = try Int.fetchOne(database, sql: query, arguments: [String(name), definition]),
                count == 1 || (count == 0 && definition == RememberedTable.definition)
            else { return false }
            known += count
        }
        let own = """
            SELECT count(*) FROM sqlite_schema
            WHERE type = 'index' AND name = 'sqlite_autoindex_bundle_1' AND tbl_name = 'bundle' AND sql IS NULL
            """
        guard try Int.fetchOne(database, sql: own) == 1 else { return false }
        return try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == known + 1
    }

    /// The root pages of all tables and indexes, the table of them included.
    static func roots(_ database: Database) throws -> [(table: String, root: Int64)] {
        try Row.fetchAll(database, sql: "SELECT tbl_name, rootpage FROM sqlite_schema ORDER BY rowid")
            .compactMap { row in
                guard let table = String.fromDatabaseValue(row[0]), let root = Int64.fromDatabaseValue(row[1])
                else { return nil }
                return (table: table, root: root)
            } + [(table: "sqlite_schema", root: 1)]
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
