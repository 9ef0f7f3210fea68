internal import GRDB
internal import GRDBSQLite

/// Reads entries without a box for each value: every leaf is copied once, from SQLite's page into its array.
///
/// GRDB keeps and ends the statement; only binding and stepping go around it.
enum LeafReader {
    /// Entries from an index on, in order, at most `limit`.
    ///
    /// - Throws: `DatabaseError` with SQLite's code and words.
    static func leaves(in database: Database, from index: Int64, limit: Int) throws -> [StoredLeaf] {
        let statement = try database.cachedStatement(sql: query)
        let handle = unsafe statement.sqliteStatement
        unsafe _ = sqlite3_reset(handle)
        unsafe _ = sqlite3_bind_int64(handle, 1, index)
        unsafe _ = sqlite3_bind_int64(handle, 2, Int64(limit))
        defer { unsafe _ = sqlite3_reset(handle) }
        var leaves: [StoredLeaf] = []
        leaves.reserveCapacity(min(limit, LogVerification.chunkEntries))
        while true {
            let code = unsafe sqlite3_step(handle)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { throw failure(code, database) }
                return leaves
            }
            let bytes = unsafe sqlite3_column_blob(handle, 1)
            let count = unsafe Int(sqlite3_column_bytes(handle, 1))
            guard unsafe count == 0 || bytes != nil else { throw failure(SQLITE_NOMEM, database) }
            let leaf = unsafe StoredLeaf(
                index: sqlite3_column_int64(handle, 0),
                bytes: [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
            )
            leaves.append(leaf)
        }
    }

    private static func failure(_ code: CInt, _ database: Database) -> DatabaseError {
        let words = unsafe database.sqliteConnection.flatMap { unsafe sqlite3_errmsg($0) }
            .map { unsafe String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: words, sql: query)
    }

    private static let query = "SELECT idx, leaf FROM entry WHERE idx >= ? ORDER BY idx LIMIT ?"
}
