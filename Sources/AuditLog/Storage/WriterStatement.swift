internal import GRDB
internal import GRDBSQLite

/// A prepared statement of the writing connection that takes a number and bytes, without a box for each value.
///
/// GRDB keeps and ends the statement; only binding and stepping go around it.
struct WriterStatement {
    private let database: Database
    private let statement: Statement

    /// Prepares the statement, or finds it prepared; it must have two parameters.
    init(_ sql: String, in database: Database) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs it with a number and bytes; without bytes the second value is NULL.
    ///
    /// - Throws: `DatabaseError` with SQLite's code and words.
    func run(_ number: Int64, _ bytes: [UInt8]?) throws {
        let handle = unsafe statement.sqliteStatement
        unsafe _ = sqlite3_bind_int64(handle, 1, number)
        let code: CInt
        if let bytes {
            // The bytes stay where they are until the statement has run, so that SQLite need not copy them.
            code = unsafe bytes.withUnsafeBytes { buffer in
                let bound =
                    unsafe buffer.isEmpty
                    ? sqlite3_bind_zeroblob(handle, 2, 0)
                    : sqlite3_bind_blob(handle, 2, buffer.baseAddress, CInt(clamping: buffer.count), nil)
                return unsafe bound == SQLITE_OK ? sqlite3_step(handle) : bound
            }
        } else {
            unsafe _ = sqlite3_bind_null(handle, 2)
            code = unsafe sqlite3_step(handle)
        }
        unsafe _ = sqlite3_reset(handle)
        unsafe _ = sqlite3_clear_bindings(handle)
        guard code == SQLITE_DONE else {
            let words = unsafe database.sqliteConnection.flatMap { unsafe sqlite3_errmsg($0) }
                .map { unsafe String(cString: $0) }
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: words, sql: statement.sql)
        }
    }
}
