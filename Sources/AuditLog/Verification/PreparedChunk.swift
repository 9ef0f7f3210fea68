internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// The part of verifying that every core can do: leaves parsed and hashed, signatures checked.
struct PreparedChunk: Sendable {
    struct Leaf: Sendable {
        let index: Int64
        let hash: SHA256Digest
        let links: Result<EntryLinks, JSONError>
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
    ///
    /// Each core has its memory, kept from chunk to chunk.
    init(_ chunk: LogChunk, key: NoteVerifier, _ memories: inout [PatternMemory]) async {
        leaves = await Cores.map(chunk.leaves, &memories) { Self.leaf($0, &$1) }
        checkpoints = await Cores.map(chunk.checkpoints) { Self.checkpoint($0, key) }
    }

    private static func leaf(_ stored: StoredLeaf, _ memory: inout PatternMemory) -> Leaf {
        let hash = MerkleHash.leaf(stored.bytes)
        if let links = memory.links(of: stored.bytes) {
            return Leaf(index: stored.index, hash: hash, links: .success(links), form: nil, findings: [])
        }
        do throws(JSONError) {
            let entry = try LogEntry(leaf: stored.bytes)
            var form: JSONError?
            var findings: [Finding] = []
            do throws(JSONError) { findings = try EntryForm.check(entry, at: stored.index) } catch {
                form = error
            }
            if form == nil, findings.isEmpty { memory.remember(stored.bytes, entry) }
            return Leaf(
                index: stored.index,
                hash: hash,
                links: .success(EntryLinks(entry)),
                form: form,
                findings: findings
            )
        } catch {
            return Leaf(index: stored.index, hash: hash, links: .failure(error), form: nil, findings: [])
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
