import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog

@Suite("Cosignatures and receipts")
struct CosignatureTests {
    private let log: NoteSigner
    private let witness: WitnessSigner
    private let note: SignedNote
    private let time: Int64 = 1_795_000_000

    init() throws {
        log = try NoteSigner(name: "gate.example/log", key: .generate(.ed25519))
        witness = try WitnessSigner(name: "witness.example/w", key: .generate(.ed25519))
        let tree = StoredTree(leaves: [MerkleHash.leaf([1]), MerkleHash.leaf([2])])
        note = try Checkpoint(origin: "gate.example/log", size: 2, root: tree.root).signed(by: [log])
    }

    private func cosigned(_ signers: [WitnessSigner]) throws -> SignedNote {
        try signers.reduce(note) { note, signer in
            note.adding([try signer.cosign(note.text, time: time)])
        }
    }

    @Test("a cosignature survives its bytes and says who and when")
    func roundTrip() throws {
        let read = try SignedNote(parsing: cosigned([witness]).encoded)
        let found = try read.cosignatures(by: [witness.verifier])
        #expect(found.map(\.time) == [time])
        #expect(found.map(\.witness) == [witness.verifier])
        #expect(try Checkpoint.open(read.encoded, log: log.verifier).size == 2)
        #expect(try read.cosignatures(by: []).isEmpty)
    }

    @Test("another witness's line is ignored, a line that claims to be a known witness's must be")
    func others() throws {
        let other = try WitnessSigner(name: "witness.example/w", key: .generate(.ed25519))
        let note = try cosigned([witness, other])
        #expect(try note.cosignatures(by: [witness.verifier]).count == 1)
        #expect(try note.cosignatures(by: [witness.verifier, other.verifier]).count == 2)
        let line = try #require(note.signatures.last)
        for position in line.signature.indices {
            var bytes = line.signature
            bytes[position] ^= 1
            let forged = NoteSignature(name: line.name, keyID: line.keyID, signature: bytes)
            #expect(throws: TransparencyLogError.self, "byte \(position) is not covered") {
                try self.note.adding([forged]).cosignatures(by: [other.verifier])
            }
        }
        let short = NoteSignature(
            name: line.name,
            keyID: line.keyID,
            signature: Array(line.signature.dropLast())
        )
        #expect(throws: TransparencyLogError.self) {
            try cosigned([]).adding([short]).cosignatures(by: [other.verifier])
        }
    }

    @Test("one key under two names is one witness")
    func oneKeyTwice() throws {
        let key = try PrivateKey.generate(.ed25519)
        let twice = [try WitnessSigner(name: "a", key: key), try WitnessSigner(name: "b", key: key)]
        #expect(try cosigned(twice).cosignatures(by: twice.map(\.verifier)).count == 1)
    }

    @Test("a log's signature is no cosignature, nor the other way round, even with one key and name")
    func separated() throws {
        let key = try PrivateKey.generate(.ed25519)
        let signer = try NoteSigner(name: "same", key: key)
        let cosigner = try WitnessSigner(name: "same", key: key)
        #expect(signer.verifier.keyID != cosigner.verifier.keyID)
        let checkpoint = Checkpoint(origin: "same", size: 0, root: MerkleHash.emptyRoot)
        let plain = try checkpoint.signed(by: [signer])
        #expect(try plain.cosignatures(by: [cosigner.verifier]).isEmpty)
        let line = try cosigner.cosign(plain.text, time: time)
        #expect(throws: TransparencyLogError.self) {
            try plain.keeping { _ in false }.adding([line]).verified(by: [signer.verifier])
        }
    }

    @Test("only checkpoints are cosigned, at a time above 0, by Ed25519 keys of type 4")
    func refused() throws {
        #expect(throws: TransparencyLogError.self) { try witness.cosign(Array("text\n".utf8), time: 1) }
        #expect(throws: TransparencyLogError.self) { try witness.cosign(note.text, time: 0) }
        #expect(throws: TransparencyLogError.self) { try WitnessVerifier(vkey: log.verifier.vkey) }
        #expect(throws: TransparencyLogError.self) { try NoteVerifier(vkey: witness.verifier.vkey) }
        #expect(throws: TransparencyLogError.self) { try WitnessSigner(name: "w", key: .generate(.es256)) }
        #expect(throws: TransparencyLogError.self) {
            try WitnessSigner(name: "w w", key: .generate(.ed25519))
        }
        #expect(try WitnessVerifier(vkey: witness.verifier.vkey) == witness.verifier)
    }

    @Test("a second, broken line of a known signer spoils a note")
    func secondLine() throws {
        let line = try #require(note.signatures.first)
        let broken = NoteSignature(
            name: line.name,
            keyID: line.keyID,
            signature: line.signature.map { $0 ^ 1 }
        )
        do {
            _ = try note.adding([broken]).verified(by: [log.verifier])
            Issue.record("verified")
        } catch { #expect(error.code == .badSignature) }
    }

    @Test("a receipt verifies only with as many witnesses as are asked for")
    func quorum() throws {
        let tree = StoredTree(leaves: [MerkleHash.leaf([1]), MerkleHash.leaf([2])])
        let proof = try InclusionProof(index: 1, size: 2, from: tree)
        let second = try WitnessSigner(name: "w2", key: .generate(.ed25519))
        let receipt = ReceiptProof(
            index: 1,
            hashes: proof.hashes,
            checkpoint: try cosigned([witness]).encoded,
            extra: [7]
        )
        let read = try ReceiptProof(parsing: receipt.encoded)
        #expect(read == receipt)
        #expect(read.extra == [7])
        let both = [witness.verifier, second.verifier]
        let found = try read.verified(entry: [2], log: log.verifier, witnesses: both, quorum: 1)
        #expect(found.cosignatures.count == 1)
        do {
            _ = try read.verified(entry: [2], log: log.verifier, witnesses: both, quorum: 2)
            Issue.record("verified")
        } catch { #expect(error.code == .notWitnessed) }
        #expect(throws: TransparencyLogError.self) {
            try read.verified(entry: [1], log: log.verifier, witnesses: both, quorum: 1)
        }
    }

    @Test(
        "what is no receipt is refused, and the line is named",
        arguments: [
            ("", 1), ("c2sp.org/tlog-proof@v2\nindex 0\n\n", 1), ("c2sp.org/tlog-proof@v1\n", 2),
            ("c2sp.org/tlog-proof@v1\nindex 00\n\n", 2), ("c2sp.org/tlog-proof@v1\nindex -1\n\n", 2),
            ("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n", 2),
            ("c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\n", 2),
            ("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n", 3),
            ("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", 3), ("c2sp.org/tlog-proof@v1\nindex 0\n", 3),
        ]
    )
    func refusedReceipts(text: String, line: Int) {
        do {
            _ = try ReceiptProof(parsing: Array(text.utf8))
            Issue.record("read")
        } catch { #expect(error.detail.hasPrefix("line \(line): "), "\(error)") }
    }
}
