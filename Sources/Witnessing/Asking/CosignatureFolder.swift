internal import Cryptography
package import TransparencyLog

/// What witnesses said of a log, beside the log: for each witness the newest checkpoint that it cosigned.
///
/// One file for each witness, named by the SHA-256 of its key's text, in the folder `cosignatures` of a state folder or an
/// export: the log's signed checkpoint with the witness's line. Nothing in a file is believed before it verifies.
package struct CosignatureFolder: Sendable {
    /// The folder.
    package let path: String

    /// The folder beside a log; it is made when something is first stored.
    package init(beside log: String) { path = "\(log)/\(Self.name)" }

    /// The newest checkpoint that a witness cosigned, or nil; a file that does not verify counts as none.
    package func newest(of witness: WitnessVerifier, log: NoteVerifier) -> (note: SignedNote, time: Int64)? {
        guard let bytes = try? DurableFolder(path: path).read(Self.file(of: witness)),
            let note = try? SignedNote(parsing: bytes),
            (try? Checkpoint.open(note, origin: log.name, keys: [log])) != nil,
            let found = try? note.cosignatures(by: [witness]).first
        else { return nil }
        return (note, found.time)
    }

    /// The largest checkpoint that at least `quorum` witnesses cosigned, with their lines; nil when there is none.
    package func newest(by witnesses: [WitnessVerifier], quorum: Int, log: NoteVerifier) -> SignedNote? {
        let notes = witnesses.compactMap { newest(of: $0, log: log)?.note }
        var best: (note: SignedNote, size: Int64)?
        for note in notes {
            let lines = notes.filter { $0.text == note.text }.flatMap(\.signatures)
            let all = note.adding(lines)
            guard let size = try? Checkpoint(parsing: all.text).size, size > best?.size ?? -1,
                let count = try? all.cosignatures(by: witnesses).count, count >= quorum
            else { continue }
            best = (all, size)
        }
        return best?.note
    }

    /// Stores a checkpoint that a witness cosigned, durably.
    package func store(_ note: SignedNote, of witness: WitnessVerifier) throws(WitnessFault) {
        do throws(WitnessStateError) {
            if DurableFolder(path: path).names() == nil { _ = try DurableFolder.make(path) }
            try DurableFolder(path: path).replace(Self.file(of: witness), with: note.encoded)
        } catch {
            throw WitnessFault(.storage, error.description)
        }
    }

    private static func file(of witness: WitnessVerifier) -> String {
        SHA256Digest.of(Array(witness.vkey.utf8)).hex
    }

    private static let name = "cosignatures"
}
