package import TransparencyLog

/// A log that is to be witnessed: its key, its newest checkpoint, and proofs that it only grew.
package protocol WitnessedSource: Sendable {
    /// The log's key.
    var key: NoteVerifier { get }

    /// The newest signed checkpoint.
    func newestCheckpoint() throws -> [UInt8]

    /// The consistency proof from a size, at least 1, to that of a checkpoint.
    func consistency(from old: Int64, to new: Int64) throws -> [Hash]
}
