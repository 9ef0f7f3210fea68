internal import Glibc
internal import StrictJSON
internal import Synchronization

/// Reads an export's list of checkpoints line by line, forward only; a request further back begins again.
final class CheckpointLines: Sendable {
    private struct Position {
        var descriptor: CInt = -1
        var buffer: [UInt8] = []
        var start = 0
        var line = 0
        var ahead: StoredCheckpoint?
        /// Up to which size checkpoints were given out.
        var from: Int64 = 0
        /// The size of the last line that was read: sizes rise.
        var newest: Int64 = 0
    }

    private let path: String
    private let name: String
    private let position = Mutex(Position())

    init(path: String, name: String) {
        self.path = path
        self.name = name
    }

    deinit {
        let descriptor = position.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Checkpoints with sizes above `lower` and at most `upper`, and what could not be read on the way.
    func checkpoints(above lower: Int64, upTo upper: Int64) throws -> ([StoredCheckpoint], [Finding]) {
        try position.withLock { position in
            if position.descriptor < 0 || lower < position.from { try begin(&position) }
            position.from = upper
            var found: [StoredCheckpoint] = []
            var faults: [Finding] = []
            while true {
                if position.ahead == nil { position.ahead = try next(&position, &faults) }
                guard let checkpoint = position.ahead, checkpoint.size <= upper else { break }
                position.ahead = nil
                if checkpoint.size > lower { found.append(checkpoint) }
            }
            return (found, faults)
        }
    }

    /// The last line.
    func last() throws -> StoredCheckpoint? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        let start = max(0, end - off_t(2 * Self.longestLine))
        var buffer = [UInt8](repeating: 0, count: Int(end - start))
        let count = unsafe pread(descriptor, &buffer, buffer.count, start)
        guard count == buffer.count, buffer.last == 0x0a else { return nil }
        let line = buffer.dropLast()
        return Self.parse(Array(line[(line.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)...]))
    }

    private func begin(_ position: inout Position) throws {
        if position.descriptor >= 0 { close(position.descriptor) }
        position = Position()
        position.descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard position.descriptor >= 0 else {
            throw AuditLogError(
                .missing,
                "\(path): \(SystemError.text(errno)), expected the log's checkpoints"
            )
        }
    }

    /// The next line that can be read; those that cannot are findings.
    private func next(_ position: inout Position, _ faults: inout [Finding]) throws -> StoredCheckpoint? {
        while let line = try nextLine(&position) {
            position.line += 1
            if let checkpoint = Self.parse(line), checkpoint.size > position.newest {
                position.newest = checkpoint.size
                return checkpoint
            }
            faults.append(
                Finding(
                    .checkpoint,
                    field: "\(name):\(position.line)",
                    expected: "one checkpoint in canonical JSON, over more than \(position.newest) entries",
                    found: "\(line.count) other bytes"
                )
            )
        }
        return nil
    }

    private func nextLine(_ position: inout Position) throws -> [UInt8]? {
        while true {
            if let end = position.buffer[position.start...].firstIndex(of: 0x0a) {
                defer { position.start = end + 1 }
                return Array(position.buffer[position.start..<end])
            }
            position.buffer.removeFirst(position.start)
            position.start = 0
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe read(position.descriptor, &piece, piece.count)
            guard count >= 0 else { throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))") }
            guard count > 0, position.buffer.count < 1 << 20 else {
                defer { position.buffer = [] }
                return position.buffer.isEmpty ? nil : position.buffer
            }
            position.buffer.append(contentsOf: piece[..<count])
        }
    }

    private static func parse(_ line: [UInt8]) -> StoredCheckpoint? {
        guard let value = try? JSONValue.parse(line), (try? value.canonical()) == line,
            let note = value["note"]?.string, let size = value["size"]?.integer, value.object?.count == 2
        else { return nil }
        return StoredCheckpoint(size: size, note: note.value)
    }

    private static let longestLine = 4_096
}
