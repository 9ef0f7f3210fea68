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

/// A file system for SQLite that opens files as the system does, and then lays something over some of them.
enum LayeredFileSystem {
    /// How SQLite has a file opened: by which file system, its name, the file to fill, flags, and the flags as found.
    typealias Open =
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, SQLiteFile?, CInt,
            UnsafeMutablePointer<CInt>?
        ) -> CInt

    /// Registers it, for as long as the process lives; nil when SQLite has no file system at all.
    ///
    /// `open` calls ``openFile(_:_:_:_:)`` first.
    static func register(_ name: StaticString, open: Open) -> String? {
        guard let system = unsafe sqlite3_vfs_find(nil) else { return nil }
        let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        unsafe own.initialize(to: system.pointee)
        unsafe own.pointee.pNext = nil
        unsafe own.pointee.zName = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        unsafe own.pointee.xOpen = unsafe open
        return unsafe sqlite3_vfs_register(own, 0) == SQLITE_OK ? "\(name)" : nil
    }

    /// Opens a file as the system does.
    static func openFile(
        _ path: UnsafePointer<CChar>?,
        _ file: SQLiteFile,
        _ flags: CInt,
        _ found: UnsafeMutablePointer<CInt>?
    ) -> CInt {
        guard let system = unsafe sqlite3_vfs_find(nil) else { return SQLITE_CANTOPEN }
        return unsafe system.pointee.xOpen(system, path, file, flags, found)
    }

    /// The most bytes that the system's file system reads or writes at once: it looks at 17 bits of a count only.
    static let mostBytes = 124 << 10
}
