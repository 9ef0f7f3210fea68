internal import GRDB
internal import GRDBSQLite

/// A file that SQLite has open.
typealias SQLiteFile = UnsafeMutablePointer<sqlite3_file>

/// The methods of an open file, some of them replaced, and what the replacements need to know of it.
///
/// SQLite calls a file's methods through a pointer at the beginning of the file (sqlite.org/vfs.html). A layer is one allocation
/// that begins with the methods, so that a method which is called with a file finds its layer. It lives until the file is closed;
/// nothing else may be laid over it.
@safe
struct FileLayer<State> {
    /// What SQLite calls; the first field, see above.
    private var methods: sqlite3_io_methods
    /// The system's own methods.
    let system: UnsafePointer<sqlite3_io_methods>
    /// What the replacements know.
    var state: State

    /// Lays a layer over a file that the system has opened.
    static func lay(
        over file: SQLiteFile,
        _ state: State,
        replacing replace: (inout sqlite3_io_methods) -> Void
    ) {
        guard let system = unsafe file.pointee.pMethods else { return }
        let layer = UnsafeMutablePointer<Self>.allocate(capacity: 1)
        unsafe layer.initialize(to: Self(methods: system.pointee, system: system, state: state))
        unsafe replace(&layer.pointee.methods)
        unsafe file.pointee.pMethods =
            UnsafeRawPointer(layer).assumingMemoryBound(to: sqlite3_io_methods.self)
    }

    /// The layer of a file that has one of this kind.
    static func of(_ file: SQLiteFile) -> UnsafeMutablePointer<Self>? {
        let methods = unsafe UnsafeMutableRawPointer(mutating: file.pointee.pMethods)
        return unsafe methods?.assumingMemoryBound(to: Self.self)
    }

    /// Takes the layer away and closes the file as the system does.
    static func close(_ file: SQLiteFile) -> CInt {
        guard let layer = unsafe of(file) else { return SQLITE_IOERR }
        unsafe file.pointee.pMethods = layer.pointee.system
        unsafe layer.deinitialize(count: 1)
        unsafe layer.deallocate()
        return unsafe file.pointee.pMethods.pointee.xClose(file)
    }
}

extension Database {
    /// The open file of the database; nil when SQLite has none.
    var databaseFile: SQLiteFile? { unsafe file(SQLITE_FCNTL_FILE_POINTER) }

    /// The open file of the write-ahead log; nil before something was read or written through one.
    var logFile: SQLiteFile? { unsafe file(SQLITE_FCNTL_JOURNAL_POINTER) }

    private func file(_ which: CInt) -> SQLiteFile? {
        var file: SQLiteFile?
        let code = unsafe sqlite3_file_control(sqliteConnection, "main", which, &file)
        guard code == SQLITE_OK, let file = unsafe file, unsafe file.pointee.pMethods != nil else {
            return nil
        }
        return unsafe file
    }
}

/// The most bytes that SQLite's own methods read or write at once: they look at 17 bits of a count only.
let mostBytesAtOnce = 124 << 10
