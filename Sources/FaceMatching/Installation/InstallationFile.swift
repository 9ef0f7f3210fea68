internal import Glibc

/// Whole files and folders, as the installation reads and writes them.
package enum InstallationFile {
    /// The content of a regular file of at most `limit` bytes.
    package static func read(_ path: String, limit: Int = 1 << 28) throws(ModelError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ModelError(.input, "\(path): cannot be opened: \(SystemFailure.text(errno))")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw ModelError(.input, "\(path): expected a regular file")
        }
        guard facts.st_size <= limit else {
            throw ModelError(.input, "\(path): \(facts.st_size) bytes, expected at most \(limit)")
        }
        var content = [UInt8](repeating: 0, count: Int(facts.st_size))
        var filled = 0
        while filled < content.count {
            let count = unsafe content.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + filled },
                    buffer.count - filled
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw ModelError(.input, "\(path): ends early: \(SystemFailure.text(errno))")
            }
            filled += count
        }
        return content
    }

    /// Writes a file aside, makes it durable and gives it its name; readers see the old file or the new one.
    package static func write(_ content: [UInt8], to path: String) throws(ModelError) {
        let aside = "\(path).\(getpid()).partial"
        let descriptor = unsafe open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ModelError(.input, "\(aside): cannot be created: \(SystemFailure.text(errno))")
        }
        var written = 0
        while written < content.count {
            let count = unsafe content.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + written },
                    buffer.count - written
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        let isDurable = written == content.count && fsync(descriptor) == 0
        let failure = errno
        close(descriptor)
        guard isDurable, unsafe rename(aside, path) == 0 else {
            unsafe unlink(aside)
            throw ModelError(.input, "\(path): cannot be written: \(SystemFailure.text(failure))")
        }
    }

    /// Makes a folder and those above it, readable by their owner only where they are new.
    package static func makeFolder(_ path: String) throws(ModelError) {
        var partial = path.hasPrefix("/") ? "" : "."
        for name in path.split(separator: "/") {
            partial += "/\(name)"
            guard unsafe mkdir(partial, 0o700) == 0 || errno == EEXIST else {
                throw ModelError(.input, "\(partial): cannot be created: \(SystemFailure.text(errno))")
            }
        }
    }

    /// Whether something of this name exists.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Runs `body` with a fresh folder inside another and removes it afterwards.
    package static func withTemporaryFolder<Result>(
        in parent: String,
        _ body: (String) throws(ModelError) -> Result
    ) throws(ModelError) -> Result {
        var template = Array("\(try absolute(parent))/work-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw ModelError(.input, "\(parent): no folder can be made in it: \(SystemFailure.text(errno))")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { remove(path, in: parent) }
        return try body(path)
    }

    /// The path of a folder from the root, without links.
    private static func absolute(_ path: String) throws(ModelError) -> String {
        guard let resolved = unsafe realpath(path, nil) else {
            throw ModelError(.input, "\(path): cannot be found: \(SystemFailure.text(errno))")
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Removes a folder of ours with everything in it; what cannot be removed stays.
    private static func remove(_ path: String, in parent: String) {
        _ = try? Subprocess.run(["rm", "-rf", "--", path], folder: parent)
    }
}
