import Foundation
import GRDB

/// `collections.sqlite`: the statements, and the settings under which they run.
///
/// One process at a time (exclusive locking, so no shared-memory file), write-ahead log with a full sync at each
/// commit, and freed pages overwritten. After opening it opens no further file.
struct CollectionDatabase: Sendable {
    /// Serial access to the one connection.
    let queue: DatabaseQueue

    /// Opens or creates the file and proves its settings; anything unexpected is an error.
    init(path: String) throws(CollectionError) {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        configuration.label = "collections"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                // GRDB lowers this when it turns the write-ahead log on.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try Self.check(db, pragma: "synchronous", is: 2)
                try Self.check(db, pragma: "secure_delete", is: 1)
                try Self.check(db, pragma: "foreign_keys", is: 1)
                try Self.createSchema(db)
            }
        } catch let error as CollectionError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw CollectionError(.storage, "`\(path)` is in use by another abeyance-core")
        } catch {
            throw CollectionError(.storage, "`\(path)` cannot be opened: \(error)")
        }
    }

    private static func check(_ db: Database, pragma: String, is expected: Int) throws {
        let value = try Int.fetchOne(db, sql: "PRAGMA \(pragma)")
        guard value == expected else {
            let found = value.map(String.init) ?? "nothing"
            throw CollectionError(
                .storage,
                "the database answers \(found) for `\(pragma)`, expected \(expected)"
            )
        }
    }

    private static func createSchema(_ db: Database) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version != schemaVersion else { return }
        guard version == 0, try !db.tableExists("collections") else {
            throw CollectionError(
                .storage,
                "the database has schema \(version), this program reads \(schemaVersion)"
            )
        }
        try db.inTransaction {
            try db.execute(sql: schema)
            try db.execute(sql: "PRAGMA user_version = \(schemaVersion)")
            return .commit
        }
    }

    private static let schemaVersion = 1
    private static let schema = """
        CREATE TABLE collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE COLLATE BINARY,
            created INTEGER NOT NULL,
            model TEXT NOT NULL,
            version TEXT NOT NULL,
            dimensions INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE faces (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
            face_id TEXT NOT NULL UNIQUE COLLATE BINARY,
            image_id TEXT NOT NULL,
            external_image_id TEXT,
            box_left INTEGER NOT NULL,
            box_top INTEGER NOT NULL,
            box_width INTEGER NOT NULL,
            box_height INTEGER NOT NULL,
            confidence INTEGER NOT NULL,
            template BLOB NOT NULL
        ) STRICT;
        CREATE INDEX faces_by_collection ON faces (collection, face_id);
        """
}
