import AuditLog
import GRDBSQLite
import Synchronization

/// The system's file system for SQLite, in which one write or sync of some databases fails, once.
///
/// It becomes the default, so that whatever is laid over the default lies over it. Files of which nothing was asked are the
/// system's.
enum FailingFileSystem {
    /// Which call fails: so many calls of the files whose path begins so are still made.
    private struct Plan {
        let path: String
        var left: Int
        var hasStruck = false
    }

    private static let plans = Mutex<[Plan]>([])

    /// Lets the call with a number, from 1, fail of all writes and syncs of a database and its write-ahead log.
    static func fail(_ number: Int, of path: String) {
        _ = isInUse
        plans.withLock { $0.append(Plan(path: path, left: number)) }
    }

    /// Forgets what was planned; whether it came about.
    static func end(of path: String) -> Bool {
        plans.withLock { plans in
            defer { plans.removeAll { $0.path == path } }
            return plans.contains { $0.path == path && $0.hasStruck }
        }
    }

    /// Whether this call fails.
    private static func strikes(_ path: String) -> Bool {
        plans.withLock { plans in
            guard let place = plans.firstIndex(where: { path.hasPrefix($0.path) }) else { return false }
            plans[place].left -= 1
            if plans[place].left == 0 { plans[place].hasStruck = true }
            return plans[place].left == 0
        }
    }

    /// A file that is open: its path, the system's methods for it, and those that it has here.
    @safe
    private struct OpenFile: @unchecked Sendable {
        let path: String
        let system: UnsafePointer<sqlite3_io_methods>
        let own: UnsafeMutablePointer<sqlite3_io_methods>
    }

    /// The open files by their address, since what lies over one has taken the place where its methods are found.
    private static let files = Mutex<[UInt: OpenFile]>([:])

    private static func known(_ file: UnsafeMutablePointer<sqlite3_file>) -> OpenFile? {
        files.withLock { $0[UInt(bitPattern: file)] }
    }

    private static let isInUse: Bool = {
        guard let system = unsafe system else { return false }
        let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        unsafe own.initialize(to: system.pointee)
        let name: StaticString = "failing"
        unsafe own.pointee.pNext = nil
        unsafe own.pointee.zName = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        unsafe own.pointee.xOpen = { _, path, file, flags, found in
            guard let system = unsafe FailingFileSystem.system, let file = unsafe file else {
                return SQLITE_CANTOPEN
            }
            let code = unsafe system.pointee.xOpen(system, path, file, flags, found)
            if code == SQLITE_OK, let path = unsafe path, flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0
            {
                unsafe FailingFileSystem.lay(over: file, String(cString: path))
            }
            return code
        }
        return unsafe sqlite3_vfs_register(own, 1) == SQLITE_OK
    }()

    nonisolated(unsafe) private static let system = unsafe sqlite3_vfs_find("unix")

    private static func lay(over file: UnsafeMutablePointer<sqlite3_file>, _ path: String) {
        guard let system = unsafe file.pointee.pMethods else { return }
        let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe own.initialize(to: system.pointee)
        unsafe own.pointee.xWrite = { file, bytes, count, place in
            guard let file = unsafe file, let known = unsafe FailingFileSystem.known(file) else {
                return SQLITE_ERROR
            }
            if FailingFileSystem.strikes(known.path) { return SQLITE_IOERR }
            return unsafe known.system.pointee.xWrite(file, bytes, count, place)
        }
        unsafe own.pointee.xSync = { file, flags in
            guard let file = unsafe file, let known = unsafe FailingFileSystem.known(file) else {
                return SQLITE_ERROR
            }
            if FailingFileSystem.strikes(known.path) { return SQLITE_IOERR }
            return unsafe known.system.pointee.xSync(file, flags)
        }
        unsafe own.pointee.xClose = { file in
            guard let file = unsafe file,
                let known = FailingFileSystem.files.withLock({
                    $0.removeValue(forKey: UInt(bitPattern: file))
                })
            else { return SQLITE_ERROR }
            unsafe known.own.deallocate()
            unsafe file.pointee.pMethods = known.system
            return unsafe known.system.pointee.xClose(file)
        }
        unsafe file.pointee.pMethods = UnsafePointer(own)
        let known = unsafe OpenFile(path: path, system: system, own: own)
        files.withLock { $0[UInt(bitPattern: file)] = known }
    }
}
