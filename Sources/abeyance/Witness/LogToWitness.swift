import AuditLog
import TransparencyLog
import Witnessing

/// A gate's log, live, copied or exported, as a log to be witnessed.
struct LogToWitness: WitnessedSource {
    let key: NoteVerifier
    private let source: any LogSource

    /// A log by its source; throws when the log does not name its key and none is given.
    init(_ source: any LogSource, key: NoteVerifier?) throws {
        self.source = source
        guard let key = try key ?? source.statedKey().map({ try NoteVerifier(vkey: $0) }) else {
            throw UnusableInput(
                description: "\(source.place): the log does not name its key; give it with `--key`"
            )
        }
        self.key = key
    }

    func newestCheckpoint() throws -> [UInt8] {
        guard let newest = try source.newestCheckpoint() else {
            throw AuditLogError(.missing, "\(source.place): no checkpoint")
        }
        return Array(newest.note.utf8)
    }

    func consistency(from old: Int64, to new: Int64) throws -> [Hash] {
        try source.consistency(from: old, to: new).hashes
    }
}
