internal import Cryptography
internal import GRDB

/// The one connection that writes and checkpoints `audit.sqlite`.
///
/// Everything here is called by the committer's thread, or before it starts. Two connections that write or checkpoint
/// can lose commits in SQLite before 3.51.3, therefore nobody else opens the file for writing.
package final class LogDatabase: Sendable {
    /// The path of the database file.
    let path: String
    private let queue: DatabaseQueue

    /// Opens the file, makes it durable and reads the settings back.
    ///
    /// `leavesCommitsUnsynced` makes the mistake that tests must notice: a commit is not synced, only what is moved into the
    /// database file.
    ///
    /// - Throws: `notDurable` when a setting reads back as something else, `wrongFormat` when it is not a log.
    init(
        path: String,
        creating: Bool,
        directory: StateDirectory,
        leavesCommitsUnsynced: Bool = false
    ) throws(AuditLogError) {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(2)
            configuration.label = "audit"
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try Self.makeDurable(database)
                if creating {
                    try database.inTransaction(.immediate) {
                        try LogSchema.create(in: database)
                        return .commit
                    }
                }
                guard try LogSchema.isLog(database) else {
                    throw AuditLogError(
                        .wrongFormat,
                        "\(path): not an audit log of version \(LogSchema.version)"
                    )
                }
                let differences = try LogSchema.differences(in: database)
                guard differences.isEmpty else {
                    throw AuditLogError(
                        .wrongFormat,
                        "\(path): \(differences.joined(separator: "; ")); a gate writes to its own tables and "
                            + "nothing else, so keep a copy of the file for whoever looks into it, and undo this"
                    )
                }
                try RememberedTable.makeUnlessThere(in: database)
                if leavesCommitsUnsynced {
                    try database.execute(sql: "PRAGMA synchronous = NORMAL")
                } else {
                    try GatheredWrites.begin(on: database)
                }
            }
        } catch let error as AuditLogError {
            throw error
        } catch {
            throw AuditLogError(.inputOutput, "\(path): \(error)")
        }
        try directory.synchronize()
    }

    /// Runs a transaction and commits it: one fdatasync of the write-ahead log.
    ///
    /// - Throws: whatever SQLite reports; the caller treats it as final, since a failed sync is reported only once.
    func transaction<R>(_ body: (LogTransaction) throws -> R) throws -> R {
        try queue.writeWithoutTransaction { database in
            let transaction = try LogTransaction(database: database)
            try WriterStatement("BEGIN IMMEDIATE", in: database).run()
            do {
                let result = try body(transaction)
                try WriterStatement("COMMIT", in: database).run()
                return result
            } catch {
                // Some errors have rolled back already; none is better known by what rolling back says.
                if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
                throw error
            }
        }
    }

    /// Reads in one snapshot, on the same connection.
    package func read<R>(_ body: (LogQueries) throws -> R) throws -> R {
        try queue.read { database in try body(LogQueries(database: database)) }
    }

    /// Moves committed pages into the database file.
    ///
    /// SQLite's automatic checkpoint is off because it ignores errors, a failed sync of the database file among them.
    ///
    /// Erasing also empties the write-ahead log, which may hold older states of pages; then somebody who reads is in the way,
    /// and the error says that the file is busy.
    func checkpoint(erasing: Bool = false) throws {
        try queue.writeWithoutTransaction { database in
            _ = try database.checkpoint(erasing ? .truncate : .passive)
        }
    }

    /// Moves everything into the database file and closes; what somebody who reads keeps from being moved stays beside it.
    func close() throws {
        do {
            try queue.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        } catch let error where Self.isBusy(error) {}
        try queue.close()
    }

    /// Whether SQLite says that somebody else is at the file, so that the same works later.
    static func isBusy(_ error: any Error) -> Bool {
        (error as? DatabaseError).map { $0.resultCode == .SQLITE_BUSY } ?? false
    }

    /// The settings as they read back: `synchronous`, `journal_mode`, `wal_autocheckpoint`.
    package func settings() throws -> [String: String] {
        try queue.writeWithoutTransaction { database in try Self.settings(of: database) }
    }

    /// GRDB would turn the write-ahead log on with `synchronous=NORMAL`, and then write a table of its own: so it is done here.
    private static func makeDurable(_ database: Database) throws {
        for setting in [
            "synchronous = FULL", "journal_mode = WAL", "wal_autocheckpoint = 0", "secure_delete = ON",
            "cell_size_check = ON",
        ] {
            try database.execute(sql: "PRAGMA \(setting)")
        }
        let found = try settings(of: database)
        for (name, expected) in expectedSettings where found[name] != expected {
            throw AuditLogError(
                .notDurable,
                "`PRAGMA \(name)` reads back as `\(found[name] ?? "nothing")`, expected `\(expected)`"
            )
        }
    }

    private static func settings(of database: Database) throws -> [String: String] {
        var found: [String: String] = [:]
        for (name, _) in expectedSettings {
            found[name] = try String.fetchOne(database, sql: "PRAGMA \(name)")
        }
        return found
    }

    private static let expectedSettings = [
        ("synchronous", "2"), ("journal_mode", "wal"), ("wal_autocheckpoint", "0"), ("secure_delete", "1"),
    ]
}
