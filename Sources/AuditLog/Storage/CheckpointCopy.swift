internal import Glibc
internal import Synchronization

/// The newest signed checkpoint, kept a second time in a file of its own.
///
/// It is there to notice at a start that the database was rolled back or exchanged. Two slots of 1,024 bytes are
/// written in turn, in place; a slot is whole when the note in it verifies, so a torn write leaves the other one. It is
/// deliberately not synced with each batch: after a power loss it may be older than the log, never newer.
final class CheckpointCopy: Sendable {
    /// The bytes of one slot; a note longer than this is refused.
    static let slotBytes = 1024

    private let path: String
    private let descriptor: CInt
    private let turn = Mutex(0)

    /// Opens the file; `creating` makes it and refuses one that is already there.
    init(path: String, creating: Bool) throws(AuditLogError) {
        self.path = path
        let flags = creating ? O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC : O_RDWR | O_CLOEXEC
        let descriptor = unsafe open(path, flags | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let expected = creating ? "expected no file here" : "expected the copy of the newest checkpoint"
            throw AuditLogError(
                creating ? .exists : .missing,
                "\(path): \(SystemError.text(errno)), \(expected)"
            )
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The texts in both slots, as far as they are text; whoever reads checks the signatures.
    func slots() throws(AuditLogError) -> [String] {
        var found: [String] = []
        for slot in 0..<2 {
            var buffer = [UInt8](repeating: 0, count: Self.slotBytes)
            let count = unsafe pread(descriptor, &buffer, Self.slotBytes, off_t(slot * Self.slotBytes))
            guard count >= 0 else { throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))") }
            let text = buffer[..<count].prefix { $0 != 0 }
            if !text.isEmpty, let text = String(validating: text, as: UTF8.self) { found.append(text) }
        }
        return found
    }

    /// Writes a note into the older slot.
    func write(_ note: String) throws(AuditLogError) {
        var bytes = [UInt8](note.utf8)
        guard bytes.count < Self.slotBytes else {
            throw AuditLogError(
                .inputOutput,
                "\(path): a checkpoint of \(bytes.count) bytes, expected at most \(Self.slotBytes - 1)"
            )
        }
        bytes.append(contentsOf: repeatElement(0, count: Self.slotBytes - bytes.count))
        let slot = turn.withLock { $0 }
        let written = unsafe pwrite(descriptor, bytes, Self.slotBytes, off_t(slot * Self.slotBytes))
        guard written == Self.slotBytes else {
            throw AuditLogError(
                .inputOutput,
                "\(path): \(written < 0 ? SystemError.text(errno) : "short write")"
            )
        }
        turn.withLock { $0 = 1 - slot }
    }

    /// Makes what was written durable.
    func synchronize() throws(AuditLogError) {
        guard fdatasync(descriptor) == 0 else {
            throw AuditLogError(.inputOutput, "\(path): fdatasync: \(SystemError.text(errno))")
        }
    }
}
