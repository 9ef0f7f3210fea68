package import Glibc

/// Files that are on the disk when the call returns.
package enum DurableFiles {
    /// Makes a folder; one that is there is left alone.
    package static func createFolder(_ path: String, mode: mode_t = 0o755) throws(FolderError) {
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
            throw .system(path, "the folder cannot be created")
        }
    }

    /// Writes a file and waits until it is durable.
    static func write(_ bytes: [UInt8], to path: String) throws(FolderError) {
        try write(bytes, to: path, flags: O_TRUNC, mode: 0o644)
    }

    /// Writes a file that must not be there yet, and waits until it and its name are durable.
    package static func create(_ bytes: [UInt8], at path: String, mode: mode_t) throws(FolderError) {
        try write(bytes, to: path, flags: O_EXCL, mode: mode)
        try syncFolder(parent(of: path))
    }

    /// Replaces a file: whoever reads it, after a crash too, finds the old or the new whole.
    package static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(FolderError)
    {
        let aside = path + ".new"
        try write(bytes, to: aside, flags: O_TRUNC, mode: mode)
        guard unsafe rename(aside, path) == 0 else { throw .system(path, "the file cannot be put in place") }
        try syncFolder(parent(of: path))
    }

    /// Reads a whole file of at most `limit` bytes.
    package static func read(_ path: String, atMost limit: Int) throws(FolderError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .system(path, "the file cannot be opened") }
        defer { _ = close(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            if count < 0 { throw .system(path, "the file cannot be read") }
            if count == 0 { return content }
            content += chunk[..<count]
            if content.count > limit { throw FolderError(path, "larger than \(limit) bytes") }
        }
    }

    /// Waits until the names in a folder are durable.
    package static func syncFolder(_ path: String) throws(FolderError) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .system(path, "the folder cannot be opened") }
        defer { _ = close(folder) }
        guard fsync(folder) == 0 else { throw .system(path, "the folder cannot be made durable") }
    }

    /// The folder that a path lies in: what stands before its last slash, or `.`.
    package static func parent(of path: String) -> String {
        var path = path[...]
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func write(
        _ bytes: [UInt8],
        to path: String,
        flags: Int32,
        mode: mode_t
    ) throws(FolderError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, mode)
        guard file >= 0 else { throw .system(path, "the file cannot be created") }
        defer { _ = close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .system(path, "the file cannot be written") }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw .system(path, "the file cannot be made durable") }
    }
}
