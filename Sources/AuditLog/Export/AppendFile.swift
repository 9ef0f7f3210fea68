internal import Glibc
internal import Synchronization

/// A new file that grows at its end; what is added is written in large pieces.
final class AppendFile: Sendable {
    private let path: String
    private let descriptor: CInt
    private let buffer = Mutex<[UInt8]>([])

    init(path: String) throws(AuditLogError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))")
        }
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) throws {
        let full = buffer.withLock { buffer in
            buffer.append(contentsOf: bytes)
            return buffer.count >= Self.piece
        }
        if full { try finish() }
    }

    /// Writes what is still held back.
    func finish() throws {
        try buffer.withLock { buffer in
            var written = 0
            while written < buffer.count {
                let count = unsafe buffer.withUnsafeBytes { bytes in
                    unsafe write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                }
                guard count > 0 else {
                    throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))")
                }
                written += count
            }
            buffer.removeAll(keepingCapacity: true)
        }
    }

    private static let piece = 1 << 18
}
