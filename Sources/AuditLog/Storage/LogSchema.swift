internal import Foundation
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

    /// Whether a database holds the tables of a log as this program makes them, and nothing else.
    static func isExactly(_ database: Database) throws -> Bool { try differences(in: database).isEmpty }

    /// What a database has beside the tables of a log as this program makes them, and what it lacks of them, in words; a log
    /// from before the table `remembered` may lack it.
    ///
    /// A trigger, say, would change what the writer writes.
    static func differences(in database: Database) throws -> [String] {
        var expected = Set(tables.map(Definition.init(table:)) + [.ownIndex])
        var words: [String] = []
        for row in try Row.fetchAll(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema") {
            let found = Definition(row)
            if expected.remove(found) == nil, found != Definition(table: RememberedTable.definition) {
                words.append("has a \(found.words), which no log has like this")
            }
        }
        return words + expected.map { "lacks the \($0.words)" }.sorted()
    }

    /// A row of SQLite's table of tables, compared as bytes.
    private struct Definition: Hashable {
        let type: [UInt8]
        let name: [UInt8]
        let table: [UInt8]
        let sql: [UInt8]

        init(_ row: Row) {
            func bytes(_ column: Int) -> [UInt8] {
                Data.fromDatabaseValue(row[column]).map(Blob.bytes) ?? []
            }
            (type, name, table, sql) = (bytes(0), bytes(1), bytes(2), bytes(3))
        }

        /// What SQLite stores of a table that is made by a statement.
        init(table statement: String) {
            let name = Array(statement.dropFirst("CREATE TABLE ".count).prefix { $0 != " " }.utf8)
            self.init(type: "table", name: name, table: name, sql: statement)
        }

        /// The index that SQLite makes for the primary key of `bundle`.
        static let ownIndex = Definition(
            type: "index",
            name: Array("sqlite_autoindex_bundle_1".utf8),
            table: Array("bundle".utf8),
            sql: ""
        )

        private init(type: String, name: [UInt8], table: [UInt8], sql: String) {
            (self.type, self.name, self.table, self.sql) = (Array(type.utf8), name, table, Array(sql.utf8))
        }

        /// What it is and its name, which may be anything.
        var words: String {
            let (type, name) = (String(decoding: type, as: UTF8.self), String(decoding: name, as: UTF8.self))
            return "\(type.debugDescription) named \(name.debugDescription)"
        }
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
