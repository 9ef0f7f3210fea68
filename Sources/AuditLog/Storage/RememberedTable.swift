package import Decisions
internal import Foundation
internal import GRDB
internal import StrictJSON

/// The table `remembered`: where the entries stand that a start reads back, by kind.
///
/// A row is written in its entry's transaction. Logs from before the table get it when they are opened for writing.
enum RememberedTable {
    static let definition = "CREATE TABLE remembered (idx INTEGER PRIMARY KEY, type TEXT NOT NULL) STRICT"
    static let insert = "INSERT INTO remembered (idx, type) VALUES (?, ?)"

    /// Whether the log has the table.
    static func isThere(_ database: Database) throws -> Bool { try database.tableExists("remembered") }

    /// Makes the table and fills it from the entries, in one transaction; O(entries), once for an old log.
    static func makeUnlessThere(in database: Database) throws {
        guard try !isThere(database) else { return }
        try database.inTransaction(.immediate) {
            try database.execute(sql: definition)
            let kinds = EntryType.allCases.filter(EntryMeaning.isRemembered)
            // Canonical form spells a kind in one way; a member within a body may look alike, so entries are read too.
            let spelt = kinds.map { Blob.data(Array("\"type\":\"\($0.rawValue)\"".utf8)) }
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT idx, leaf FROM entry WHERE "
                    + spelt.map { _ in "instr(leaf, ?)" }.joined(separator: " OR "),
                arguments: StatementArguments(spelt)
            )
            while let row = try rows.next() {
                let index: Int64 = row[0]
                let type = try LogEntry(leaf: Blob.bytes(row[1])).type
                if EntryMeaning.isRemembered(type) {
                    try database.execute(sql: insert, arguments: [index, type.rawValue])
                }
            }
            return .commit
        }
    }
}

extension LogQueries {
    /// The kind of every entry that the table names, by its index; nil in a log from before the table.
    func remembered() throws -> [Int64: String]? {
        guard try RememberedTable.isThere(database) else { return nil }
        let rows = try Row.fetchCursor(database, sql: "SELECT idx, type FROM remembered")
        var found: [Int64: String] = [:]
        while let row = try rows.next() { found[try row.value(0)] = try row.value(1) }
        return found
    }
}

extension SQLiteSource {
    /// The entries of some kinds that the log's writer noted, in order; nil in a log from before it noted any.
    ///
    /// O(entries noted), whatever the length of the log. Only kinds that stay in force are noted: see
    /// ``EntryMeaning/isRemembered(_:)``.
    ///
    /// - Throws: `damaged` when an entry that was noted is not there, or of another kind.
    package func remembered(_ types: Set<EntryType>) throws -> [LogEntry]? {
        guard types.allSatisfy(EntryMeaning.isRemembered) else { return nil }
        return try read { queries in
            guard try RememberedTable.isThere(queries.database) else { return nil }
            let rows = try Row.fetchCursor(
                queries.database,
                sql: """
                    SELECT r.idx, r.type, e.leaf FROM remembered r LEFT JOIN entry e ON e.idx = r.idx
                    ORDER BY r.idx
                    """
            )
            var found: [LogEntry] = []
            while let row = try rows.next() {
                let (index, name): (Int64, String) = (try row.value(0), try row.value(1))
                guard types.contains(where: { $0.rawValue == name }) else { continue }
                let stored: Data? = try row.value(2)
                guard let stored, let entry = try? LogEntry(leaf: Blob.bytes(stored)),
                    entry.type.rawValue == name
                else {
                    throw AuditLogError(
                        .damaged,
                        "\(place): entry \(index): expected the `\(name)` entry that the table `remembered` names"
                    )
                }
                found.append(entry)
            }
            return found
        }
    }
}
