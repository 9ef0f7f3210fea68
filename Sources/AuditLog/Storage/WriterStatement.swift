internal import GRDB
internal import GRDBSQLite

/// A prepared statement of the writing connection that takes its values as they are, without a box for each.
///
/// GRDB keeps and ends the statement; only binding and stepping go around it.
struct WriterStatement {
    /// A value for a parameter.
    enum Value {
        case null
        case integer(Int64)
        case text(String)
        case bytes([UInt8])
    }

    /// The first column of a row that the statement has come to.
    struct Column {
        fileprivate let statement: Statement

        /// Its number; 0 for NULL.
        var integer: Int64 { unsafe sqlite3_column_int64(statement.sqliteStatement, 0) }

        /// Its bytes, or nil for NULL.
        var bytes: [UInt8]? {
            let handle = unsafe statement.sqliteStatement
            guard unsafe sqlite3_column_type(handle, 0) != SQLITE_NULL else { return nil }
            guard let start = unsafe sqlite3_column_blob(handle, 0) else { return [] }
            let count = unsafe Int(sqlite3_column_bytes(handle, 0))
            return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private let database: Database
    private let statement: Statement

    /// Prepares the statement, or finds it prepared.
    init(_ sql: String, in database: Database) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs a statement that gives no rows, with a value for each of its parameters.
    ///
    /// - Throws: `DatabaseError` with SQLite's code and words.
    func run(_ values: Value...) throws {
        try bound(values[...], from: 1) {
            let code = unsafe sqlite3_step(statement.sqliteStatement)
            guard code == SQLITE_DONE else { throw error(code) }
        }
    }

    /// Runs a statement of two parameters with a number and bytes; without bytes the second value is NULL.
    ///
    /// What ``run(_:)`` does too, for what is done for every entry.
    func run(_ number: Int64, _ bytes: [UInt8]?) throws {
        let handle = unsafe statement.sqliteStatement
        unsafe _ = sqlite3_bind_int64(handle, 1, number)
        let code: CInt
        if let bytes {
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
        // The words of an error are SQLite's until the statement is used again.
        let failure = code == SQLITE_DONE ? nil : error(code)
        unsafe _ = sqlite3_reset(handle)
        unsafe _ = sqlite3_clear_bindings(handle)
        if let failure { throw failure }
    }

    /// Runs a statement to its end and reads its first row, or gives nil when there is none.
    ///
    /// - Throws: `DatabaseError` with SQLite's code and words.
    func first<R>(_ values: Value..., read: (Column) -> R) throws -> R? {
        try bound(values[...], from: 1) {
            var result: R?
            var code = unsafe sqlite3_step(statement.sqliteStatement)
            while code == SQLITE_ROW {
                if result == nil { result = read(Column(statement: statement)) }
                code = unsafe sqlite3_step(statement.sqliteStatement)
            }
            guard code == SQLITE_DONE else { throw error(code) }
            return result
        }
    }

    /// Binds values and does the work with them; bytes and text stay where they are meanwhile, so that SQLite need not copy
    /// them.
    private func bound<R>(_ values: ArraySlice<Value>, from place: CInt, _ work: () throws -> R) throws -> R {
        let handle = unsafe statement.sqliteStatement
        guard let value = values.first else {
            defer {
                unsafe _ = sqlite3_reset(handle)
                unsafe _ = sqlite3_clear_bindings(handle)
            }
            return try work()
        }
        func rest(_ code: CInt) throws -> R {
            guard code == SQLITE_OK else { throw error(code) }
            return try bound(values.dropFirst(), from: place + 1, work)
        }
        switch value {
        case .null: return try rest(unsafe sqlite3_bind_null(handle, place))
        case .integer(let number): return try rest(unsafe sqlite3_bind_int64(handle, place, number))
        case .text(var text):
            return try text.withUTF8 { bytes in
                try unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                    try rest(
                        unsafe sqlite3_bind_text(
                            handle,
                            place,
                            characters.baseAddress,
                            CInt(clamping: characters.count),
                            nil
                        )
                    )
                }
            }
        case .bytes(let bytes):
            return try unsafe bytes.withUnsafeBytes { buffer in
                // An address is needed even for no bytes, or they would be NULL.
                try rest(
                    unsafe buffer.isEmpty
                        ? sqlite3_bind_zeroblob(handle, place, 0)
                        : sqlite3_bind_blob(
                            handle,
                            place,
                            buffer.baseAddress,
                            CInt(clamping: buffer.count),
                            nil
                        )
                )
            }
        }
    }

    /// What SQLite says of a code that it has just given.
    private func error(_ code: CInt) -> DatabaseError {
        let words = unsafe database.sqliteConnection.flatMap { unsafe sqlite3_errmsg($0) }
            .map { unsafe String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: words, sql: statement.sql)
    }
}
