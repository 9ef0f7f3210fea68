internal import Glibc

/// Files that are on the disk when the call returns.
enum DurableFiles {
    /// Makes a folder; one that is there is left alone.
    static func createFolder(_ path: String) throws(FolderError) {
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .system(path, "the folder cannot be created")
        }
    }

    /// Writes a file and waits until it is durable.
    static func write(_ bytes: [UInt8], to path: String) throws(FolderError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
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

    /// Waits until the names in a folder are durable.
    static func syncFolder(_ path: String) throws(FolderError) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .system(path, "the folder cannot be opened") }
        defer { _ = close(folder) }
        guard fsync(folder) == 0 else { throw .system(path, "the folder cannot be made durable") }
    }
}
