internal import Glibc

/// A folder whose files are replaced whole, and are durable when the call returns.
struct DurableFolder: Sendable {
    let path: String

    /// Makes the folder, for its owner alone; throws when something is there.
    static func make(_ path: String) throws(WitnessStateError) -> DurableFolder {
        guard unsafe mkdir(path, 0o700) == 0 else { throw fault(path, "cannot be made") }
        return DurableFolder(path: path)
    }

    /// The content of a file of at most `limit` bytes; nil when there is none.
    func read(_ name: String, limit: Int = 1_000_000) throws(WitnessStateError) -> [UInt8]? {
        let file = "\(path)/\(name)"
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Self.fault(file, "cannot be opened")
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            guard count >= 0 else { throw Self.fault(file, "cannot be read") }
            if count == 0 { return content }
            content += piece[..<count]
            guard content.count <= limit else {
                throw WitnessStateError("\(file): more than \(limit) bytes")
            }
        }
    }

    /// Writes a file aside, syncs it, renames it into place and syncs the folder: a crash leaves the old or the new whole.
    func replace(_ name: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(WitnessStateError) {
        let (aside, file) = ("\(path)/\(name).new", "\(path)/\(name)")
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(aside, flags, mode)
        guard descriptor >= 0 else { throw Self.fault(aside, "cannot be made") }
        do throws(WitnessStateError) {
            try Self.write(bytes, descriptor, aside)
            guard fsync(descriptor) == 0 else { throw Self.fault(aside, "cannot be made durable") }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw Self.fault(aside, "cannot be made durable") }
        guard unsafe rename(aside, file) == 0 else { throw Self.fault(file, "cannot be put in place") }
        try synchronize()
    }

    /// Makes names durable.
    func synchronize() throws(WitnessStateError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.fault(path, "cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.fault(path, "cannot be made durable") }
    }

    /// The names in the folder, sorted; nil when it is none.
    func names() -> [String]? {
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func fault(_ path: String, _ action: String) -> WitnessStateError {
        WitnessStateError("\(path): \(action): \(unsafe String(cString: strerror(errno)))")
    }

    private static func write(
        _ bytes: [UInt8],
        _ descriptor: CInt,
        _ path: String
    ) throws(WitnessStateError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw fault(path, "cannot be written") }
            written += count
        }
    }
}
