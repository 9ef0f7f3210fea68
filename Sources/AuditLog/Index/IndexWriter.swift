internal import Cryptography
internal import Decisions
internal import GRDB
internal import StrictJSON

/// Fills a new index; it is worth nothing before ``finish(origin:size:)``, and therefore synced only there.
final class IndexWriter: Sendable {
    private let queue: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "audit-index-writer"
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = OFF")
            for table in IndexSchema.tables { try database.execute(sql: table) }
        }
    }

    func add(_ entries: [EntryOutline]) throws {
        try queue.write { database in
            let entry = try database.cachedStatement(
                sql:
                    "INSERT INTO entry (idx, time, type, organisation, on_behalf_of, allowed, warrant) VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            let rule = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO rule (name, idx) VALUES (?, ?)"
            )
            for outline in entries {
                try entry.execute(arguments: [
                    outline.index, outline.time.microseconds, outline.type.rawValue,
                    outline.organisation?.value, outline.onBehalfOf?.value, outline.isAllowed,
                    outline.warrant?.hex,
                ])
                for name in outline.rules + outline.reasons {
                    try rule.execute(arguments: [name.value, outline.index])
                }
            }
        }
    }

    func finish(origin: String, size: Int64) throws {
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.inTransaction {
                for statement in IndexSchema.indexes { try database.execute(sql: statement) }
                try database.execute(
                    sql: "INSERT INTO log (origin, size) VALUES (?, ?)",
                    arguments: [origin, size]
                )
                return .commit
            }
        }
        try queue.close()
    }
}
