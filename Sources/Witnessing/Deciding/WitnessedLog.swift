package import TransparencyLog

/// A log that a witness watches: its keys, and the last checkpoint that was cosigned.
package struct WitnessedLog: Sendable {
    /// The log's origin, which is the name of its keys.
    package let origin: String
    /// The keys that may sign its checkpoints.
    package let keys: [NoteVerifier]
    /// The last checkpoint that was cosigned, with the log's signatures and the cosignature; nil before the first.
    package internal(set) var newest: Witnessed?

    /// A checkpoint as it was cosigned.
    package struct Witnessed: Sendable {
        /// The note, with the signatures of known keys and the witness's.
        package let note: SignedNote
        /// What it says.
        package let checkpoint: Checkpoint
        /// When it was cosigned, in seconds since 1970.
        package let time: Int64
    }

    /// A log by its keys, which have one name; throws `malformedKey` otherwise.
    package init(keys: [NoteVerifier]) throws(TransparencyLogError) {
        guard let origin = keys.first?.name, keys.allSatisfy({ $0.name.utf8.elementsEqual(origin.utf8) })
        else {
            throw TransparencyLogError(.malformedKey, "expected one log's keys, all of one name")
        }
        self.origin = origin
        self.keys = keys
    }

    /// Takes over what was stored; throws unless one of the log's keys and the witness signed it.
    mutating func restore(_ note: [UInt8], witness: WitnessVerifier) throws(TransparencyLogError) {
        let note = try SignedNote(parsing: note)
        let checkpoint = try Checkpoint.open(note, origin: origin, keys: keys)
        guard let cosignature = try note.cosignatures(by: [witness]).first else {
            throw TransparencyLogError(.notWitnessed, "expected a cosignature of `\(witness.name)`")
        }
        newest = Witnessed(note: note, checkpoint: checkpoint, time: cosignature.time)
    }
}
