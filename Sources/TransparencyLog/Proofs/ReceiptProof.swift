internal import Cryptography

/// A receipt that an outsider can check alone (C2SP tlog-proof): an index, its inclusion proof and a signed checkpoint.
package struct ReceiptProof: Hashable, Sendable {
    /// The entry's index.
    package let index: Int64
    /// The siblings on the way to the checkpoint's root.
    package let hashes: [Hash]
    /// The signed checkpoint, as text; cosignatures stand below the log's signature.
    package let checkpoint: [UInt8]
    /// What the issuer added for its readers; nothing vouches for it, and it is never empty.
    package let extra: [UInt8]?

    package init(index: Int64, hashes: [Hash], checkpoint: [UInt8], extra: [UInt8]? = nil) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
        self.extra = extra?.isEmpty == true ? nil : extra
    }

    /// Reads the file's bytes; throws `malformedProof` and names the line.
    package init(parsing bytes: [UInt8]) throws(TransparencyLogError) {
        var lines = NumberedLines(bytes)
        guard lines.next()?.utf8.elementsEqual(Self.magic.utf8) == true else {
            throw lines.malformed("expected `\(Self.magic)`")
        }
        var line = lines.next() ?? ""
        var extra: [UInt8]?
        if line.utf8.starts(with: Self.extraPrefix.utf8) {
            extra = Base64.decode(String(line.dropFirst(Self.extraPrefix.count)))
            guard extra?.isEmpty == false else { throw lines.malformed("expected `extra` and base64") }
            line = lines.next() ?? ""
        }
        guard line.utf8.starts(with: Self.indexPrefix.utf8),
            let index = Decimal.parse(line.utf8.dropFirst(Self.indexPrefix.utf8.count))
        else { throw lines.malformed("expected `index` and a number") }
        var hashes: [Hash] = []
        while true {
            guard let line = lines.next() else { throw lines.malformed("expected an empty line") }
            if line.isEmpty { break }
            guard hashes.count < Self.maximumDepth, let hash = Hash(base64: line) else {
                throw lines.malformed("expected the base64 of 32 bytes, at most \(Self.maximumDepth) times")
            }
            hashes.append(hash)
        }
        self.init(index: index, hashes: hashes, checkpoint: lines.rest, extra: extra)
    }

    /// The file's bytes.
    package var encoded: [UInt8] {
        let head = [Self.magic] + (extra.map { [Self.extraPrefix + Base64.encode($0)] } ?? [])
        let lines = head + [Self.indexPrefix + String(index)] + hashes.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
    }

    /// The checkpoint, once it is signed by the log and the proof leads from the entry's bytes to its root.
    ///
    /// Throws what `Checkpoint.open` throws, or `malformedProof` when the proof does not lead there.
    package func verified(entry: [UInt8], log: NoteVerifier) throws(TransparencyLogError) -> Checkpoint {
        try verified(entry: entry, log: log, witnesses: [], quorum: 0).checkpoint
    }

    /// The checkpoint and who cosigned it, once the log and at least `quorum` of the witnesses signed it, and the proof
    /// leads from the entry's bytes to its root.
    ///
    /// Throws what `Checkpoint.open` and `SignedNote.cosignatures` throw, `notWitnessed` below the quorum, or
    /// `malformedProof` when the proof does not lead there.
    package func verified(
        entry: [UInt8],
        log: NoteVerifier,
        witnesses: [WitnessVerifier],
        quorum: Int
    ) throws(TransparencyLogError) -> (checkpoint: Checkpoint, cosignatures: [Cosignature]) {
        let note = try SignedNote(parsing: self.checkpoint)
        let checkpoint = try Checkpoint.open(note, origin: log.name, keys: [log])
        let cosignatures = try note.cosignatures(by: witnesses, atLeast: quorum)
        let proof = InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
        guard proof.verifies(leaf: MerkleHash.leaf(entry), root: checkpoint.root) else {
            throw TransparencyLogError(
                .malformedProof,
                "the proof does not lead from the entry to the checkpoint's root"
            )
        }
        return (checkpoint, cosignatures)
    }

    private static let magic = "c2sp.org/tlog-proof@v1"
    private static let extraPrefix = "extra "
    private static let indexPrefix = "index "
    private static let maximumDepth = 63
}

/// Lines with their numbers, for messages.
private struct NumberedLines {
    private var lines: LineReader
    private var number = 0

    init(_ bytes: [UInt8]) { lines = LineReader(bytes) }

    var rest: [UInt8] { lines.rest }

    mutating func next() -> String? {
        number += 1
        return lines.next()
    }

    func malformed(_ detail: String) -> TransparencyLogError {
        TransparencyLogError(.malformedProof, "line \(number): \(detail)")
    }
}
