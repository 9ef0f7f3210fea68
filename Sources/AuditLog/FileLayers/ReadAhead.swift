internal import GRDB
internal import GRDBSQLite

/// Reads many pages at a time of a database that nobody writes.
///
/// Asking the system for every page by itself takes longer than what is done with the page. What is read ahead is never asked
/// for again, so it is no place for a file that changes. A stretch that cannot be read whole is read page by page, so that
/// errors are those of the page.
enum ReadAhead {
    /// Reads ahead from now on for a connection to a database that nobody writes.
    static func begin(on database: Database) {
        if let file = unsafe database.databaseFile { unsafe readAhead(of: file) }
    }

    /// What is read ahead of an open file.
    @safe
    private struct Stretches {
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
            let wide = min(2 * max(count, ReadAhead.least), ReadAhead.most)
            if Self.follows(wanted.lowerBound, first + count) { return forwards(from: wanted, wide) }
            if Self.follows(first, wanted.upperBound) { return backwards(from: wanted, wide) }
            if Self.follows(wanted.lowerBound, alone.upperBound) {
                return forwards(from: wanted, ReadAhead.least)
            }
            if Self.follows(alone.lowerBound, wanted.upperBound) {
                return backwards(from: wanted, ReadAhead.least)
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
            place >= end && place < end + ReadAhead.least
        }
    }

    private typealias Layer = FileLayer<Stretches>

    private static let least: Int64 = 64 << 10
    private static let most = Int64(mostBytesAtOnce)

    private static func readAhead(of file: SQLiteFile) {
        var size: sqlite3_int64 = 0
        guard unsafe file.pointee.pMethods.pointee.xFileSize(file, &size) == SQLITE_OK else { return }
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: Int(most), alignment: 64)
        unsafe Layer.lay(over: file, Stretches(buffer: buffer, size: size)) { methods in
            unsafe methods.xRead = { file, bytes, count, place in
                guard let file = unsafe file, let bytes = unsafe bytes else { return SQLITE_IOERR }
                return unsafe ReadAhead.read(file, bytes, count, place)
            }
            unsafe methods.xClose = { file in
                guard let file = unsafe file, let layer = unsafe Layer.of(file) else {
                    return SQLITE_IOERR
                }
                unsafe layer.pointee.state.buffer.deallocate()
                return unsafe Layer.close(file)
            }
        }
    }

    private static func read(
        _ file: SQLiteFile,
        _ bytes: UnsafeMutableRawPointer,
        _ count: CInt,
        _ place: Int64
    ) -> CInt {
        guard let layer = unsafe Layer.of(file) else { return SQLITE_IOERR }
        let system = unsafe layer.pointee.system
        let wanted = place..<place + Int64(count)
        let (first, end) = unsafe (
            layer.pointee.state.first, layer.pointee.state.first + layer.pointee.state.count
        )
        if wanted.lowerBound < first || wanted.upperBound > end {
            let stretch = unsafe layer.pointee.state.stretch(around: wanted)
            guard stretch.count > wanted.count else {
                unsafe layer.pointee.state.alone = wanted
                return unsafe system.pointee.xRead(file, bytes, count, place)
            }
            let buffer = unsafe layer.pointee.state.buffer
            let code = unsafe system.pointee.xRead(file, buffer, CInt(stretch.count), stretch.lowerBound)
            unsafe layer.pointee.state.first = stretch.lowerBound
            unsafe layer.pointee.state.count = code == SQLITE_OK ? Int64(stretch.count) : 0
            guard code == SQLITE_OK else { return unsafe system.pointee.xRead(file, bytes, count, place) }
        }
        unsafe bytes.copyMemory(
            from: layer.pointee.state.buffer + Int(place - layer.pointee.state.first),
            byteCount: Int(count)
        )
        return SQLITE_OK
    }
}
