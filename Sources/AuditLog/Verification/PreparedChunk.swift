internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// The part of verifying that every core can do: leaves parsed and hashed, signatures checked.
struct PreparedChunk: Sendable {
    struct Leaf: Sendable {
        let index: Int64
        let hash: SHA256Digest
        let entry: Result<LogEntry, JSONError>
        /// What is wrong with the body's shape.
        let form: JSONError?
        /// What does not agree within the entry.
        let findings: [Finding]
    }

    struct SignedCheckpoint: Sendable {
        let stored: StoredCheckpoint
        let opened: Result<Checkpoint, TransparencyLogError>
    }

    let leaves: [Leaf]
    let checkpoints: [SignedCheckpoint]

    /// Parses and hashes on all cores; the order stays.
    init(_ chunk: LogChunk, key: NoteVerifier?, checkingForm: Bool = true) async {
        leaves = await Cores.map(chunk.leaves) { Self.leaf($0, checkingForm) }
        guard let key else {
            checkpoints = []
            return
        }
        checkpoints = await Cores.map(chunk.checkpoints) { Self.checkpoint($0, key) }
    }

    private static func leaf(_ stored: StoredLeaf, _ checkingForm: Bool) -> Leaf {
        let hash = MerkleHash.leaf(stored.bytes)
        do throws(JSONError) {
            let entry = try LogEntry(leaf: stored.bytes)
            var form: JSONError?
            var findings: [Finding] = []
            if checkingForm {
                do throws(JSONError) { findings = try EntryForm.check(entry, at: stored.index) } catch {
                    form = error
                }
            }
            return Leaf(
                index: stored.index,
                hash: hash,
                entry: .success(entry),
                form: form,
                findings: findings
            )
        } catch {
            return Leaf(index: stored.index, hash: hash, entry: .failure(error), form: nil, findings: [])
        }
    }

    private static func checkpoint(_ stored: StoredCheckpoint, _ key: NoteVerifier) -> SignedCheckpoint {
        do throws(TransparencyLogError) {
            return SignedCheckpoint(
                stored: stored,
                opened: .success(try Checkpoint.open(Array(stored.note.utf8), log: key))
            )
        } catch {
            return SignedCheckpoint(stored: stored, opened: .failure(error))
        }
    }
}
