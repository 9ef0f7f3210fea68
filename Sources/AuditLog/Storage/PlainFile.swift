internal import Cryptography
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
    ///
    /// Names that are not UTF-8 are left out.
    package static func names(in path: String) -> [String]? { listing(of: path)?.names }

    /// The names in a directory in which every file counts, sorted; nil when it is none.
    ///
    /// - Throws: `wrongFormat` when there is a name that is not UTF-8, which no string can stand for.
    static func everyName(in path: String) throws(AuditLogError) -> [String]? {
        guard let listing = listing(of: path) else { return nil }
        if let odd = listing.odd {
            throw AuditLogError(.wrongFormat, "\(path): a file `\(odd)`, expected names in UTF-8")
        }
        return listing.names
    }

    /// The names that are UTF-8, and one that is not, with its bytes from 0x80 on in hexadecimal.
    private static func listing(of path: String) -> (names: [String], odd: String?)? {
        guard let directory = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        var odd: [String] = []
        while let entry = unsafe readdir(directory) {
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
                unsafe [UInt8](buffer.prefix { $0 != 0 })
            }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                odd.append(
                    bytes.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "\\x" + Hex.encode([$0]) }.joined()
                )
                continue
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return (names.sorted(), odd.min())
    }
}
