internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// The part of verifying that every core can do: leaves parsed and hashed, signatures checked.
struct PreparedChunk: Sendable {
    struct Leaf: Sendable {
        let index: Int64
        let hash: SHA256Digest
        let content: Content
    }

    enum Content: Sendable {
        /// It repeats an entry in which nothing was found, and nothing is wrong within it.
        case repeated(RepeatedEntry)
        /// It was read, with what is wrong with its body's shape, and what does not agree within it.
        indirect case read(EntryLinks, form: JSONError?, findings: [Finding])
        /// Bytes that are no entry.
        indirect case unreadable(JSONError)
    }

    struct SignedCheckpoint: Sendable {
        let stored: StoredCheckpoint
        let opened: Result<Checkpoint, TransparencyLogError>
    }

    /// The leaves in their order, in the parts that each core had.
    let parts: [[Leaf]]
    let checkpoints: [SignedCheckpoint]

    /// Parses and hashes on all cores; the order stays.
    ///
    /// Each core has its memory, kept from chunk to chunk.
    init(_ chunk: LogChunk, key: NoteVerifier, _ memories: inout PatternMemories) async {
        async let checkpoints = Cores.map(chunk.checkpoints) { Self.checkpoint($0, key) }
        parts = await Cores.parts(chunk.leaves, &memories) { Self.leaf($0, &$1) }
        self.checkpoints = await checkpoints
    }

    private static func leaf(_ stored: StoredLeaf, _ memory: inout PatternMemory) -> Leaf {
        // Hashing comes first: it takes long enough for the bytes to come nearer, which comparing them would wait for.
        let hash = MerkleHash.leaf(stored.storage)
        let content = memory.repeated(in: stored.storage).map(Content.repeated) ?? read(stored, &memory)
        return Leaf(index: stored.index, hash: hash, content: content)
    }

    /// Checks an entry as if no other were known.
    private static func read(_ stored: StoredLeaf, _ memory: inout PatternMemory) -> Content {
        do throws(JSONError) {
            let leaf = stored.bytes
            let entry = try LogEntry(leaf: leaf)
            var form: JSONError?
            var findings: [Finding] = []
            do throws(JSONError) { findings = try EntryForm.check(entry, at: stored.index) } catch {
                form = error
            }
            if form == nil, findings.isEmpty { memory.remember(leaf, entry) }
            return .read(EntryLinks(entry), form: form, findings: findings)
        } catch {
            return .unreadable(error)
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
