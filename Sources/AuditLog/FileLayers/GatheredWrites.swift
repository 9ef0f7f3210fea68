package import GRDB
internal import GRDBSQLite

/// Writes at once what SQLite writes piece by piece.
///
/// SQLite writes each frame of its write-ahead log in two pieces and each page of a checkpoint by itself; asking the system for
/// each takes longer than what it then does. Here pieces that follow one another are gathered, and written before anything else
/// is done with the file. So nothing that SQLite relies on changes:
///
/// - A commit is durable when SQLite's sync of the write-ahead log returns, and a sync writes first. A connection that syncs each
///   commit tells readers of it after that sync only.
/// - A checkpoint counts as done when the database file has been truncated and synced, and both write first. When a reader
///   keeps a checkpoint from going all the way, SQLite counts what it moved without either: then nothing is gathered.
/// - What could not be written is never forgotten: from then on every call for that file gives the same error.
///
/// The database file is gathered within a checkpoint only.
package enum GatheredWrites {
    /// Gathers from now on what a connection writes to its database and its write-ahead log.
    ///
    /// Its log is open since it has read something.
    ///
    /// - Throws: `notDurable` when it does not sync each commit, since readers would hear of what is not written; `inputOutput`
    ///   when SQLite has no such files.
    package static func begin(on database: Database) throws {
        let setting = try String.fetchOne(database, sql: "PRAGMA synchronous") ?? "nothing"
        guard setting == "2" else {
            throw AuditLogError(
                .notDurable,
                "`PRAGMA synchronous` reads back as `\(setting)`, expected `2` before writes are gathered"
            )
        }
        guard let file = unsafe database.databaseFile, let log = unsafe database.logFile else {
            throw AuditLogError(
                .inputOutput,
                "SQLite has no write-ahead log open, expected one beside the database"
            )
        }
        unsafe gather(file, isLog: false)
        unsafe gather(log, isLog: true)
    }

    /// What is known of an open file.
    @safe
    private struct Gathered {
        /// What was gathered, from the beginning.
        let buffer: UnsafeMutableRawPointer
        /// Where in the file it belongs.
        var start: Int64 = 0
        /// How many bytes it is.
        var count = 0
        /// Whether what is written is gathered.
        var isGathering: Bool
        /// Whether somebody else was in the way since the checkpoint began.
        var isShared = false
        /// Why something could not be written; for good.
        var failure = SQLITE_OK

        /// Whether bytes follow on what was gathered, and there is room for them.
        func takes(_ more: Int, at place: Int64) -> Bool {
            isGathering && failure == SQLITE_OK && place == start + Int64(count)
                && count + more <= mostBytesAtOnce
        }
    }

    private typealias Layer = FileLayer<Gathered>

    private static func gather(_ file: SQLiteFile, isLog: Bool) {
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: mostBytesAtOnce, alignment: 4_096)
        unsafe Layer.lay(over: file, Gathered(buffer: buffer, isGathering: isLog)) { methods in
            unsafe methods.xWrite = { file, bytes, count, place in
                guard let file = unsafe file, let bytes = unsafe bytes else { return SQLITE_IOERR }
                let all = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
                return unsafe GatheredWrites.write(all, at: place, file)
            }
            unsafe methods.xRead = { file, bytes, count, place in
                unsafe GatheredWrites.written(file) { unsafe $1.xRead($0, bytes, count, place) }
            }
            unsafe methods.xSync = { file, flags in
                unsafe GatheredWrites.written(file) { unsafe $1.xSync($0, flags) }
            }
            unsafe methods.xTruncate = { file, size in
                unsafe GatheredWrites.written(file) { unsafe $1.xTruncate($0, size) }
            }
            unsafe methods.xFileSize = { file, size in
                unsafe GatheredWrites.written(file) { unsafe $1.xFileSize($0, size) }
            }
            unsafe methods.xClose = { file in
                guard let file = unsafe file else { return SQLITE_IOERR }
                return unsafe GatheredWrites.close(file)
            }
            guard !isLog else { return }
            unsafe methods.xFileControl = { file, operation, value in
                unsafe GatheredWrites.written(file) { file, system in
                    unsafe GatheredWrites.follow(operation, file)
                    return unsafe system.xFileControl(file, operation, value)
                }
            }
            unsafe methods.xShmLock = { file, slot, count, flags in
                guard let file = unsafe file, let layer = unsafe Layer.of(file) else {
                    return SQLITE_IOERR
                }
                let code = unsafe layer.pointee.system.pointee.xShmLock(file, slot, count, flags)
                if code != SQLITE_OK {
                    unsafe layer.pointee.state.isShared = true
                } else if slot == GatheredWrites.checkpointLock, flags & SQLITE_SHM_LOCK != 0 {
                    unsafe layer.pointee.state.isShared = false
                }
                return code
            }
        }
    }

    /// Gathers bytes, or writes what was gathered if they do not follow on it.
    private static func write(_ bytes: UnsafeRawBufferPointer, at place: Int64, _ file: SQLiteFile) -> CInt {
        guard let layer = unsafe Layer.of(file) else { return SQLITE_IOERR }
        if unsafe !layer.pointee.state.takes(bytes.count, at: place) {
            let code = unsafe writeGathered(layer, file)
            guard code == SQLITE_OK else { return code }
            unsafe layer.pointee.state.start = place
        }
        guard unsafe layer.pointee.state.takes(bytes.count, at: place), let start = bytes.baseAddress
        else {
            return unsafe layer.pointee.system.pointee.xWrite(
                file,
                bytes.baseAddress,
                CInt(bytes.count),
                place
            )
        }
        let state = unsafe layer.pointee.state
        unsafe (state.buffer + state.count).copyMemory(from: start, byteCount: bytes.count)
        unsafe layer.pointee.state.count += bytes.count
        return SQLITE_OK
    }

    /// Does something with a file once what was gathered is written.
    private static func written(
        _ file: SQLiteFile?,
        _ then: (SQLiteFile, sqlite3_io_methods) -> CInt
    ) -> CInt {
        guard let file = unsafe file, let layer = unsafe Layer.of(file) else { return SQLITE_IOERR }
        let code = unsafe writeGathered(layer, file)
        return unsafe code == SQLITE_OK ? then(file, layer.pointee.system.pointee) : code
    }

    /// Writes what was gathered; the error of this or of an earlier time.
    private static func writeGathered(_ layer: UnsafeMutablePointer<Layer>, _ file: SQLiteFile) -> CInt {
        let state = unsafe layer.pointee.state
        guard state.count > 0, state.failure == SQLITE_OK else { return state.failure }
        let code = unsafe layer.pointee.system.pointee.xWrite(
            file,
            state.buffer,
            CInt(state.count),
            state.start
        )
        unsafe layer.pointee.state.count = 0
        unsafe layer.pointee.state.failure = code
        return code
    }

    /// Gathers while a checkpoint copies its pages, unless somebody else may keep it from going all the way.
    private static func follow(_ operation: CInt, _ file: SQLiteFile) {
        guard let layer = unsafe Layer.of(file) else { return }
        if operation == SQLITE_FCNTL_CKPT_START {
            unsafe layer.pointee.state.isGathering = !layer.pointee.state.isShared
        } else if operation == SQLITE_FCNTL_CKPT_DONE {
            unsafe layer.pointee.state.isGathering = false
        }
    }

    private static func close(_ file: SQLiteFile) -> CInt {
        guard let layer = unsafe Layer.of(file) else { return SQLITE_IOERR }
        let written = unsafe writeGathered(layer, file)
        unsafe layer.pointee.state.buffer.deallocate()
        let closed = unsafe Layer.close(file)
        return written == SQLITE_OK ? closed : written
    }

    /// Whoever moves pages holds this lock (sqlite.org/walformat.html, 2.3).
    private static let checkpointLock: CInt = 1
}
