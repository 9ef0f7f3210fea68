internal import GRDBSQLite

/// A file system for SQLite that reads a file which nobody writes many pages at a time.
///
/// Asking the system for every page by itself takes longer than what is done with the page. Everything but reading a
/// database file is the system's own file system. What is read ahead is never asked for again, so it is no place for a file
/// that changes. A stretch that cannot be read whole is read page by page, so that errors are those of the page.
enum ReadAheadFileSystem {
    /// What the address of a database names it by; nil when it cannot be registered.
    static let name: String? = register() ? "abeyance-read-ahead" : nil

    /// A file's methods, which SQLite finds first, and what is read ahead of it; one allocation for each open file.
    @safe private struct OpenFile {
        var methods: sqlite3_io_methods
        let original: UnsafePointer<sqlite3_io_methods>
        let buffer: UnsafeMutableRawPointer
        let size: Int64
        /// The stretch that is in the buffer.
        var first: Int64 = 0
        var count: Int64 = 0
        /// The last page that was read alone.
        var alone: Range<Int64> = 0..<0

        /// What is read to have some bytes; nothing but them where they lie beside nothing that was read.
        ///
        /// SQLite walks through its trees from the front, and when it looks for faults from the end.
        func stretch(around wanted: Range<Int64>) -> Range<Int64> {
            let wide = min(2 * max(count, ReadAheadFileSystem.least), ReadAheadFileSystem.most)
            if Self.follows(wanted.lowerBound, first + count) { return forwards(from: wanted, wide) }
            if Self.follows(first, wanted.upperBound) { return backwards(from: wanted, wide) }
            if Self.follows(wanted.lowerBound, alone.upperBound) {
                return forwards(from: wanted, ReadAheadFileSystem.least)
            }
            if Self.follows(alone.lowerBound, wanted.upperBound) {
                return backwards(from: wanted, ReadAheadFileSystem.least)
            }
            return wanted
        }

        private func forwards(from wanted: Range<Int64>, _ width: Int64) -> Range<Int64> {
            wanted.lowerBound..<max(wanted.upperBound, min(wanted.lowerBound + width, size))
        }

        private func backwards(from wanted: Range<Int64>, _ width: Int64) -> Range<Int64> {
            min(wanted.lowerBound, max(0, wanted.upperBound - width))..<wanted.upperBound
        }

        private static func follows(_ place: Int64, _ end: Int64) -> Bool {
            place >= end && place < end + ReadAheadFileSystem.least
        }
    }

    private static let least: Int64 = 64 << 10
    private static let most: Int64 = 256 << 10

    private static func register() -> Bool {
        guard let system = unsafe sqlite3_vfs_find(nil) else { return false }
        // Both live as long as the process.
        let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        let title = UnsafeMutablePointer<CChar>.allocate(capacity: 32)
        for (place, byte) in "abeyance-read-ahead\0".utf8.enumerated() { unsafe title[place] = CChar(byte) }
        unsafe own.initialize(to: system.pointee)
        unsafe own.pointee.pNext = nil
        unsafe own.pointee.zName = UnsafePointer(title)
        unsafe own.pointee.xOpen = { _, path, file, flags, found in
            guard let system = unsafe sqlite3_vfs_find(nil), let file = unsafe file else {
                return SQLITE_CANTOPEN
            }
            let code = unsafe system.pointee.xOpen(system, path, file, flags, found)
            if code == SQLITE_OK, flags & SQLITE_OPEN_MAIN_DB != 0 {
                unsafe ReadAheadFileSystem.readAhead(of: file)
            }
            return code
        }
        return unsafe sqlite3_vfs_register(own, 0) == SQLITE_OK
    }

    private static func readAhead(of file: UnsafeMutablePointer<sqlite3_file>) {
        var size: sqlite3_int64 = 0
        guard let original = unsafe file.pointee.pMethods,
            unsafe original.pointee.xFileSize(file, &size) == SQLITE_OK
        else { return }
        let state = UnsafeMutablePointer<OpenFile>.allocate(capacity: 1)
        unsafe state.initialize(
            to: OpenFile(
                methods: original.pointee,
                original: original,
                buffer: UnsafeMutableRawPointer.allocate(byteCount: Int(most), alignment: 64),
                size: size
            )
        )
        unsafe state.pointee.methods.xRead = { file, bytes, count, place in
            guard let file = unsafe file, let bytes = unsafe bytes else { return SQLITE_IOERR }
            return unsafe ReadAheadFileSystem.read(file, bytes, count, place)
        }
        unsafe state.pointee.methods.xClose = { file in
            guard let file = unsafe file, let state = unsafe ReadAheadFileSystem.state(of: file) else {
                return SQLITE_OK
            }
            unsafe file.pointee.pMethods = state.pointee.original
            let code = unsafe state.pointee.original.pointee.xClose(file)
            unsafe state.pointee.buffer.deallocate()
            unsafe state.deinitialize(count: 1)
            unsafe state.deallocate()
            return code
        }
        let methods = unsafe UnsafeRawPointer(state).assumingMemoryBound(to: sqlite3_io_methods.self)
        unsafe file.pointee.pMethods = methods
    }

    /// The methods of a file stand at the beginning of its state.
    private static func state(of file: UnsafeMutablePointer<sqlite3_file>) -> UnsafeMutablePointer<OpenFile>?
    {
        let methods = unsafe UnsafeMutableRawPointer(mutating: file.pointee.pMethods)
        return unsafe methods?.assumingMemoryBound(to: OpenFile.self)
    }

    private static func read(
        _ file: UnsafeMutablePointer<sqlite3_file>,
        _ bytes: UnsafeMutableRawPointer,
        _ count: CInt,
        _ place: Int64
    ) -> CInt {
        guard let state = unsafe state(of: file) else { return SQLITE_IOERR }
        let wanted = place..<place + Int64(count)
        let (first, end) = unsafe (state.pointee.first, state.pointee.first + state.pointee.count)
        if wanted.lowerBound < first || wanted.upperBound > end {
            let stretch = unsafe state.pointee.stretch(around: wanted)
            guard stretch.count > wanted.count else {
                unsafe state.pointee.alone = wanted
                return unsafe state.pointee.original.pointee.xRead(file, bytes, count, place)
            }
            let code = unsafe state.pointee.original.pointee.xRead(
                file,
                state.pointee.buffer,
                CInt(stretch.count),
                stretch.lowerBound
            )
            unsafe state.pointee.first = stretch.lowerBound
            unsafe state.pointee.count = code == SQLITE_OK ? Int64(stretch.count) : 0
            guard code == SQLITE_OK else {
                return unsafe state.pointee.original.pointee.xRead(file, bytes, count, place)
            }
        }
        unsafe bytes.copyMemory(
            from: state.pointee.buffer + Int(place - state.pointee.first),
            byteCount: Int(count)
        )
        return SQLITE_OK
    }
}
