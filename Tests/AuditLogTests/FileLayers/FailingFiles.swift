import GRDB
import GRDBSQLite
import Synchronization

/// The open files of a connection, of which one write or sync fails, once.
///
/// Lies directly over what SQLite opens; whatever is laid over the files later lies over this.
final class FailingFiles: Sendable {
    /// How many calls are still made before one fails.
    private let left: Mutex<Int>

    /// Whether it has failed.
    var hasStruck: Bool { left.withLock { $0 <= 0 } }

    /// Lets the call with a number, from 1, fail of all writes and syncs of a database and its write-ahead log.
    ///
    /// The connection has read something, so that both are open.
    init(_ number: Int, of database: Database) {
        left = Mutex(number)
        for which in [SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER] {
            var file: UnsafeMutablePointer<sqlite3_file>?
            guard unsafe sqlite3_file_control(database.sqliteConnection, "main", which, &file) == SQLITE_OK,
                let file = unsafe file
            else { continue }
            unsafe lay(over: file)
        }
    }

    private func lay(over file: UnsafeMutablePointer<sqlite3_file>) {
        guard let system = unsafe file.pointee.pMethods else { return }
        let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe own.initialize(to: system.pointee)
        unsafe own.pointee.xWrite = { file, bytes, count, place in
            guard let known = unsafe FailingFiles.known(file) else { return SQLITE_ERROR }
            if known.files.strikes() { return SQLITE_IOERR }
            return unsafe known.system.pointee.xWrite(file, bytes, count, place)
        }
        unsafe own.pointee.xSync = { file, flags in
            guard let known = unsafe FailingFiles.known(file) else { return SQLITE_ERROR }
            if known.files.strikes() { return SQLITE_IOERR }
            return unsafe known.system.pointee.xSync(file, flags)
        }
        unsafe own.pointee.xClose = { file in
            guard let file = unsafe file, let known = unsafe FailingFiles.known(file) else {
                return SQLITE_ERROR
            }
            FailingFiles.open.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: file)) }
            unsafe known.own.deallocate()
            unsafe file.pointee.pMethods = known.system
            return unsafe known.system.pointee.xClose(file)
        }
        unsafe file.pointee.pMethods = UnsafePointer(own)
        let known = unsafe OpenFile(files: self, system: system, own: own)
        Self.open.withLock { $0[UInt(bitPattern: file)] = known }
    }

    private func strikes() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }

    /// An open file: whose it is, the system's methods for it, and those that it has here.
    ///
    /// Not Sendable by itself since it names memory; that is the file's alone, and only whoever uses the connection reads it.
    @safe
    private struct OpenFile: @unchecked Sendable {
        let files: FailingFiles
        let system: UnsafePointer<sqlite3_io_methods>
        let own: UnsafeMutablePointer<sqlite3_io_methods>
    }

    /// The open files by their address, since what lies over one has taken the place where its methods are found.
    private static let open = Mutex<[UInt: OpenFile]>([:])

    private static func known(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile? {
        open.withLock { $0[UInt(bitPattern: file)] }
    }
}
