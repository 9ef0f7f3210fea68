/// A receipt that an outsider can check alone (C2SP tlog-proof): an index, its inclusion proof and a signed checkpoint.
package struct ReceiptProof: Hashable, Sendable {
    /// The entry's index.
    package let index: Int64
    /// The siblings on the way to the checkpoint's root.
    package let hashes: [Hash]
    /// The signed checkpoint, as text.
    package let checkpoint: [UInt8]

    package init(index: Int64, hashes: [Hash], checkpoint: [UInt8]) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Reads the file's bytes; throws `malformedProof` and names the line.
    ///
    /// An `extra` line is refused: none is known here.
    package init(parsing bytes: [UInt8]) throws(TransparencyLogError) {
        var lines = LineReader(bytes)
        guard lines.next()?.utf8.elementsEqual(Self.magic.utf8) == true else {
            throw Self.malformed(1, "expected `\(Self.magic)`")
        }
        guard let line = lines.next(), line.utf8.starts(with: Self.indexPrefix.utf8),
            let index = Decimal.parse(line.utf8.dropFirst(Self.indexPrefix.utf8.count))
        else { throw Self.malformed(2, "expected `index` and a number") }
        var hashes: [Hash] = []
        while let line = lines.next(), !line.isEmpty {
            guard hashes.count < Self.maximumDepth, let hash = Hash(base64: line) else {
                throw Self.malformed(
                    3 + hashes.count,
                    "expected the base64 of 32 bytes, at most \(Self.maximumDepth) times"
                )
            }
            hashes.append(hash)
        }
        self.init(index: index, hashes: hashes, checkpoint: lines.rest)
    }

    /// The file's bytes.
    package var encoded: [UInt8] {
        let lines = [Self.magic, Self.indexPrefix + String(index)] + hashes.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
    }

    /// The checkpoint, once it is signed by the log and the proof leads from the entry's bytes to its root.
    ///
    /// Throws what `Checkpoint.open` throws, or `malformedProof` when the proof does not lead there.
    package func verified(entry: [UInt8], log: NoteVerifier) throws(TransparencyLogError) -> Checkpoint {
        let checkpoint = try Checkpoint.open(self.checkpoint, log: log)
        let proof = InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
        guard proof.verifies(leaf: MerkleHash.leaf(entry), root: checkpoint.root) else {
            throw TransparencyLogError(
                .malformedProof,
                "the proof does not lead from the entry to the checkpoint's root"
            )
        }
        return checkpoint
    }

    private static func malformed(_ line: Int, _ detail: String) -> TransparencyLogError {
        TransparencyLogError(.malformedProof, "line \(line): \(detail)")
    }

    private static let magic = "c2sp.org/tlog-proof@v1"
    private static let indexPrefix = "index "
    private static let maximumDepth = 63
}
