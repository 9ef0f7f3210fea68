package import Glibc

/// Small files, read and written whole, with the system's own word for what went wrong.
package enum FileBytes {
    /// A file could not be opened, read, written or synced.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// Path, action, and the system's reason.
        package let description: String
    }

    /// Reads a whole file of at most `limit` bytes.
    package static func read(_ path: String, atMost limit: Int = 16 << 20) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { _ = close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 { throw failure(path, "cannot be read") }
            if count == 0 { return content }
            content.append(contentsOf: chunk[..<count])
            if content.count > limit { throw Failure(description: "\(path): larger than \(limit) bytes") }
        }
    }

    /// Writes a file aside, syncs it, renames it into place and syncs its folder: readers see the old or the new whole.
    package static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(Failure) {
        let aside = path + ".new"
        let descriptor = unsafe open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(aside, "cannot be created") }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            if count <= 0 {
                let error = failure(aside, "cannot be written")
                _ = close(descriptor)
                throw error
            }
            written += count
        }
        let synced = fsync(descriptor) == 0
        let closed = close(descriptor) == 0
        guard synced, closed else { throw failure(aside, "cannot be made durable") }
        guard unsafe rename(aside, path) == 0 else { throw failure(path, "cannot be put in place") }
        try syncFolder(folder(of: path))
    }

    /// Creates a folder and the folders above it; one that exists is left as it is.
    package static func createFolder(_ path: String, mode: mode_t = 0o755) throws(Failure) {
        if path.isEmpty || exists(path) { return }
        try createFolder(folder(of: path), mode: mode)
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
            throw failure(path, "cannot be created")
        }
    }

    /// Whether something stands at the path.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The names in a folder, sorted by their bytes; `nil` when it cannot be read.
    package static func names(in folder: String) -> [String]? {
        guard let stream = unsafe opendir(folder) else { return nil }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The folder that holds a path: everything before its last slash, or `.`.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes names created in a folder durable.
    private static func syncFolder(_ path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path, "cannot be made durable") }
    }

    private static func failure(_ path: String, _ what: String) -> Failure {
        let reason = unsafe String(cString: strerror(errno))
        return Failure(description: "\(path): \(what): \(reason)")
    }
}
