package import AuditLog
import Cryptography
package import TransparencyLog
import Witnessing

/// The log of the running gate, as a log to be witnessed; proofs are read from its file beside the writer.
package struct LiveLog: WitnessedSource {
    private let log: AuditLog
    private let folder: String

    /// A log with its state folder.
    package init(_ log: AuditLog, in folder: String) {
        self.log = log
        self.folder = folder
    }

    package var key: NoteVerifier { log.verifier }

    package func newestCheckpoint() throws -> [UInt8] { Array(log.checkpoint.utf8) }

    package func consistency(from old: Int64, to new: Int64) throws -> [Hash] {
        try LogSources.open(folder).consistency(from: old, to: new).hashes
    }

    /// How many entries are durable.
    var size: Int64 { log.size }

    /// The time of an entry, in seconds since 1970.
    func time(of index: Int64) throws -> Int64? {
        try LogSources.open(folder).leaves(from: index, limit: 1).first.map { leaf in
            try LogEntry(leaf: leaf.bytes).time.seconds
        }
    }
}
