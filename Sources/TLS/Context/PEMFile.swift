internal import Glibc

/// Small PEM files, read whole.
package enum PEMFile {
    /// The bytes of a file of at most 1 MiB; the error names the path and the system's reason.
    package static func read(_ path: String) throws(TLSError) -> [UInt8] {
        guard let file = unsafe fopen(path, "rbe") else {
            throw TLSError(.unreadable, "\(path): \(unsafe String(cString: strerror(errno)))")
        }
        defer { unsafe _ = fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largest + 1)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        guard unsafe ferror(file) == 0 else { throw TLSError(.unreadable, "\(path): cannot be read") }
        guard count <= largest else {
            throw TLSError(.unreadable, "\(path): is larger than \(largest) bytes")
        }
        return Array(bytes[..<count])
    }

    private static let largest = 1_048_576
}
