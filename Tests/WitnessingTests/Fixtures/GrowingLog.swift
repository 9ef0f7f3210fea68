import Cryptography
import TransparencyLog
import Witnessing

/// A small log in memory that can grow, and be two logs at once.
struct GrowingLog: WitnessedSource {
    let signer: NoteSigner
    private(set) var tree = StoredTree()

    var key: NoteVerifier { signer.verifier }
    var size: Int64 { tree.size }

    /// A log of some entries; logs of other words have other entries.
    init(_ size: Int64, word: String = "entry", signer: NoteSigner? = nil) throws {
        self.signer = try signer ?? NoteSigner(name: "gate.example/log", key: .generate(.ed25519))
        grow(to: size, word: word)
    }

    mutating func grow(to size: Int64, word: String = "entry") {
        while tree.size < size { tree.append(MerkleHash.leaf(Array("\(word) \(tree.size)".utf8))) }
    }

    /// The same log with more entries.
    func grown(to size: Int64, word: String = "entry") -> GrowingLog {
        var other = self
        other.grow(to: size, word: word)
        return other
    }

    func checkpoint(_ size: Int64? = nil, extensions: [String] = []) throws -> SignedNote {
        let size = size ?? tree.size
        return try Checkpoint(
            origin: key.name,
            size: size,
            root: tree.root(size: size),
            extensions: extensions
        ).signed(by: [signer])
    }

    /// The body of a request about the whole log.
    func request(from old: Int64, proof: [Hash]? = nil, note: SignedNote? = nil) throws -> [UInt8] {
        let needed = old > 0 && old < size
        return AddCheckpointRequest(
            oldSize: old,
            proof: try proof ?? (needed ? consistency(from: old, to: size) : []),
            note: try (note ?? checkpoint()).encoded
        ).encoded
    }

    func newestCheckpoint() throws -> [UInt8] { try checkpoint().encoded }

    func consistency(from old: Int64, to new: Int64) throws -> [Hash] {
        try ConsistencyProof(from: old, to: new, reader: tree).hashes
    }
}
