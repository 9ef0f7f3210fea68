internal import Cryptography
internal import Decisions
internal import GRDB
internal import StrictJSON

/// The tables of `audit-index.sqlite`.
enum IndexSchema {
    /// SQLite's `application_id`: `Abix` in ASCII.
    static let applicationID: Int64 = 0x4162_6978
    /// SQLite's `user_version`.
    static let version: Int64 = 1

    static let tables = [
        "CREATE TABLE log (origin TEXT NOT NULL, size INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE entry (idx INTEGER PRIMARY KEY, time INTEGER NOT NULL, type TEXT NOT NULL, organisation TEXT,
            on_behalf_of TEXT, allowed INTEGER, warrant TEXT) STRICT
        """,
        "CREATE TABLE rule (name TEXT NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (name, idx)) STRICT, WITHOUT ROWID",
    ]

    /// Made when every row is there.
    static let indexes = [
        "CREATE INDEX entry_by_organisation ON entry (organisation) WHERE organisation IS NOT NULL",
        "CREATE INDEX entry_by_client ON entry (on_behalf_of) WHERE on_behalf_of IS NOT NULL",
        "CREATE INDEX entry_by_time ON entry (time)",
        "CREATE INDEX entry_by_type ON entry (type)",
        "CREATE INDEX entry_by_warrant ON entry (warrant) WHERE warrant IS NOT NULL",
        "PRAGMA application_id = \(applicationID)",
        "PRAGMA user_version = \(version)",
    ]

    /// A query as SQL after `WHERE …`, with its arguments; strings are compared as bytes, as SQLite's `BINARY` does.
    static func condition(_ query: EntryQuery) -> (sql: String, arguments: StatementArguments) {
        var sql = ""
        var arguments: StatementArguments = []
        func add(_ text: String, _ values: any DatabaseValueConvertible...) {
            sql += " AND " + text
            arguments += StatementArguments(values)
        }
        if let name = query.organisation {
            add("(organisation = ? OR on_behalf_of = ?)", name.value, name.value)
        }
        if let rule = query.rule { add("idx IN (SELECT idx FROM rule WHERE name = ?)", rule.value) }
        if let since = query.since { add("time >= ?", since.microseconds) }
        if let until = query.until { add("time < ?", until.microseconds) }
        if let warrant = query.warrant { add("warrant = ?", warrant.hex) }
        if let type = query.type { add("type = ?", type.rawValue) }
        if let isAllowed = query.isAllowed { add("allowed = ?", isAllowed) }
        return (sql, arguments)
    }
}
