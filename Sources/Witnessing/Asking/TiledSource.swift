package import TransparencyLog

/// A tiled log, such as one that was exported, as a log to be witnessed.
package struct TiledSource<Reader: TileReader & Sendable>: WitnessedSource {
    package let key: NoteVerifier
    private let reader: Reader

    /// A tiled log with its key.
    package init(_ reader: Reader, key: NoteVerifier) {
        self.reader = reader
        self.key = key
    }

    package func newestCheckpoint() throws -> [UInt8] {
        guard let note = try reader.checkpoint() else {
            throw TransparencyLogError(.malformedNote, "checkpoint: no file, expected a signed note")
        }
        return note
    }

    package func consistency(from old: Int64, to new: Int64) throws -> [Hash] {
        try ConsistencyProof(from: old, to: new, reader: TileHashes(reader, size: new)).hashes
    }
}
