internal import Glibc

/// Whole files, read and written without following a symbolic link at the end of the path.
package enum PlainFile {
    /// The content of a regular file of at most `limit` bytes; nil when there is none.
    static func read(_ path: String, limit: Int = 1 << 30) throws(AuditLogError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= limit
        else {
            throw AuditLogError(.wrongFormat, "\(path): expected a file of at most \(limit) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            guard count >= 0 else { throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))") }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    /// Writes a new file whole, without syncing it; throws `exists` when there is one.
    static func write(_ bytes: [UInt8], to path: String) throws(AuditLogError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw AuditLogError(
                errno == EEXIST ? .exists : .inputOutput,
                "\(path): \(SystemError.text(errno))"
            )
        }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress?.advanced(by: written),
                    buffer.count - written
                )
            }
            guard count > 0 else { throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))") }
            written += count
        }
    }

    /// Makes a directory and those above it, below `root`.
    static func makeDirectory(_ path: String) throws(AuditLogError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o755) == 0 || errno == EEXIST else {
                throw AuditLogError(.inputOutput, "\(made): \(SystemError.text(errno))")
            }
        }
    }

    /// The names in a directory, sorted; nil when it is none.
    package static func names(in path: String) -> [String]? {
        guard let directory = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
