import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog

@Suite("Signed notes and checkpoints")
struct NoteTests {
    private func signer(_ name: String = "gate.example/log") throws -> NoteSigner {
        try NoteSigner(name: name, key: .generate(.ed25519))
    }

    @Test("a signed note survives its bytes and verifies for its signer alone")
    func roundTrip() throws {
        let signer = try signer()
        let text = Array("gate.example/log\nfirst\n\nafter an empty line\n".utf8)
        let note = try SignedNote(signing: text, with: [signer, try self.signer("other")])
        let read = try SignedNote(parsing: note.encoded)
        #expect(read == note)
        #expect(try read.verified(by: [signer.verifier]) == [signer.verifier])
        #expect(throws: TransparencyLogError.self) { try read.verified(by: [self.signer().verifier]) }
        #expect(throws: TransparencyLogError.self) { try read.verified(by: []) }
    }

    @Test("a changed text is a bad signature, not an unsigned note")
    func changedText() throws {
        let signer = try signer()
        let note = try SignedNote(signing: Array("a\n".utf8), with: [signer])
        var bytes = note.encoded
        bytes[0] ^= 2
        let read = try SignedNote(parsing: bytes)
        do {
            _ = try read.verified(by: [signer.verifier])
            Issue.record("verified")
        } catch { #expect(error.code == .badSignature) }
    }

    @Test(
        "what is not a note is refused",
        arguments: [
            "", "\n", "text\n", "text\n\n", "text\n\n— a AAAAAAA=", "text\n\n- a AAAAAAA=\n",
            "text\n\n— a+b AAAAAAA=\n",
            "text\n\n—  AAAAAAA=\n", "text\n\n— a AAAA\n", "text\n\n— a AAAAAAB=\n",
            "te\u{1}xt\n\n— a AAAAAAA=\n",
            "text\r\n\n— a AAAAAAA=\n",
        ]
    )
    func refusedNotes(text: String) {
        #expect(throws: TransparencyLogError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test("a text without its last line feed cannot be signed")
    func unsignable() throws {
        let signer = try signer()
        #expect(throws: TransparencyLogError.self) {
            try SignedNote(signing: Array("a".utf8), with: [signer])
        }
        #expect(throws: TransparencyLogError.self) { try SignedNote(signing: [0xff, 0x0a], with: [signer]) }
    }

    @Test("names with white space or plus, and keys that are not Ed25519, make no signer")
    func names() throws {
        for name in ["", "a b", "a+b", "a\u{a0}b", "a\n"] {
            #expect(throws: TransparencyLogError.self) {
                try NoteSigner(name: name, key: .generate(.ed25519))
            }
        }
        #expect(throws: TransparencyLogError.self) { try NoteSigner(name: "a", key: .generate(.es256)) }
    }

    @Test("a checkpoint survives signing and is opened with its log's key only")
    func checkpoint() throws {
        let signer = try signer()
        let checkpoint = Checkpoint(origin: "gate.example/log", size: 7, root: MerkleHash.emptyRoot)
        let note = try checkpoint.signed(by: [signer])
        #expect(try Checkpoint.open(note.encoded, log: signer.verifier) == checkpoint)
        #expect(throws: TransparencyLogError.self) {
            try Checkpoint.open(note.encoded, log: self.signer().verifier)
        }
        let foreign = try SignedNote(
            signing: Checkpoint(origin: "other", size: 7, root: MerkleHash.emptyRoot).noteText,
            with: [signer]
        )
        do {
            _ = try Checkpoint.open(foreign.encoded, log: signer.verifier)
            Issue.record("opened")
        } catch { #expect(error.code == .wrongOrigin) }
        #expect(throws: TransparencyLogError.self) { try checkpoint.signed(by: [self.signer("other")]) }
    }

    @Test(
        "what is not a checkpoint is refused",
        arguments: [
            "", "o\n", "o\n1\n", "o\n01\nROOT\n", "o\n-1\nROOT\n", "o\n1 \nROOT\n",
            "o\n9223372036854775808\nROOT\n",
            "\n1\nROOT\n", "o\n1\nAAAA\n", "o\n1\nROOT", "o\n1\nROOT\n\n", "o\n1\nROOT\nmore",
            "o\n+1\nROOT\n", "o\n\nROOT\n",
        ]
    )
    func refusedCheckpoints(text: String) {
        let filled = text.replacingOccurrences(of: "ROOT", with: MerkleHash.emptyRoot.base64)
        #expect(throws: TransparencyLogError.self) { try Checkpoint(parsing: Array(filled.utf8)) }
    }

    @Test("extension lines are kept")
    func extensions() throws {
        let text = Array("o\n0\n\(MerkleHash.emptyRoot.base64)\nmore\n".utf8)
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensions == ["more"])
        #expect(checkpoint.noteText == text)
    }

    @Test(
        "notes and keys of other implementations",
        .enabled(if: SharedData.isPresent("tlog"), "shared data absent")
    )
    func foreignNotes() throws {
        let bytes = try SharedData.bytes("tlog/signed_note.json")
        let vectors = try JSONDecoder().decode(NoteVectors.self, from: Data(bytes))
        for vector in vectors.valid {
            let verifier = try NoteVerifier(vkey: vector.vkey)
            #expect(verifier.vkey == vector.vkey)
            let note = try SignedNote(parsing: Array(vector.note.utf8))
            #expect(try note.verified(by: [verifier]) == [verifier])
            #expect(note.encoded == Array(vector.note.utf8))
        }
        for vkey in vectors.vkeys_invalid {
            #expect(throws: TransparencyLogError.self, "\(vkey)") { try NoteVerifier(vkey: vkey) }
        }
        for vkey in vectors.vkeys_valid { try refuseEveryChange(of: vkey) }
    }

    @Test(
        "a checkpoint signed with the vectors' seed equals the vectors'",
        .enabled(if: SharedData.isPresent("tlog"), "shared data absent")
    )
    func checkpointVectors() throws {
        let bytes = try SharedData.bytes("tlog/checkpoint_vectors.json")
        let vectors = try JSONDecoder().decode(CheckpointVectors.self, from: Data(bytes))
        let seed = try #require(Hex.decode(vectors.log_seed_hex))
        let signer = try NoteSigner(name: vectors.log_origin, key: PrivateKey(ed25519Seed: seed))
        #expect(signer.verifier.vkey == vectors.log_vkey)
        let checkpoint = try Checkpoint.open(Array(vectors.checkpoint.utf8), log: signer.verifier)
        #expect(checkpoint.size == 300)
        #expect(try checkpoint.signed(by: [signer]).encoded == Array(vectors.checkpoint.utf8))
        #expect(
            try Checkpoint.open(Array(vectors.cosigned_checkpoint.utf8), log: signer.verifier) == checkpoint
        )
        let witness = try WitnessVerifier(vkey: vectors.witness_vkey_0x04)
        let cosigned = try SignedNote(parsing: Array(vectors.cosigned_checkpoint.utf8))
        #expect(try cosigned.cosignatures(by: [witness]).map(\.time) == [vectors.cosign_time])
        let seed4 = try #require(Hex.decode(vectors.witness_seed_hex))
        let cosigner = try WitnessSigner(name: vectors.witness_name, key: PrivateKey(ed25519Seed: seed4))
        #expect(cosigner.verifier == witness)
        let line = try cosigner.cosign(cosigned.text, time: vectors.cosign_time)
        #expect(cosigned.signatures.contains(line))
    }

    @Test(
        "receipts of another implementation lead from their entries to the checkpoint",
        .enabled(if: SharedData.isPresent("tlog/proofs"), "shared data absent"),
        arguments: [0, 255, 256, 299]
    )
    func receipts(index: Int) throws {
        let vectors = try JSONDecoder().decode(
            CheckpointVectors.self,
            from: Data(try SharedData.bytes("tlog/checkpoint_vectors.json"))
        )
        let log = try NoteVerifier(vkey: vectors.log_vkey)
        let file = try SharedData.bytes("tlog/proofs/leaf\(index)_of_300.tlog-proof")
        let leaf = try SharedData.bytes("tlog/proofs/leaf\(index).bin")
        let receipt = try ReceiptProof(parsing: file)
        #expect(receipt.encoded == file)
        #expect(try receipt.verified(entry: leaf, log: log).size == 300)
        let witness = try WitnessVerifier(vkey: vectors.witness_vkey_0x04)
        let found = try receipt.verified(entry: leaf, log: log, witnesses: [witness], quorum: 1)
        #expect(found.cosignatures.map(\.time) == [vectors.cosign_time])
        #expect(throws: TransparencyLogError.self) { try receipt.verified(entry: leaf + [0], log: log) }
        #expect(throws: TransparencyLogError.self) { try ReceiptProof(parsing: Array(file.dropFirst())) }
    }

    @Test(
        "tile directories of other implementations verify by their keys alone, at every size that they had",
        .enabled(if: SharedData.isPresent("tlog/tlog_tiles_300"), "shared data absent")
    )
    func tiles() throws {
        let vectors = try JSONDecoder().decode(
            CheckpointVectors.self,
            from: Data(try SharedData.bytes("tlog/checkpoint_vectors.json"))
        )
        let first = try TileLogCheck.verify(
            Folder(path: "tlog/tlog_tiles_300"),
            key: NoteVerifier(vkey: vectors.log_vkey)
        )
        #expect(first.faults.isEmpty && first.checkpoint.size == 300)
        let key = try NoteVerifier(
            vkey: "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
        )
        let folder = Folder(path: "tlog/tessera_testdata_log")
        #expect(try TileLogCheck.verify(folder, key: key).faults.isEmpty)
        for size in Int64(0)...15 {
            let note = try SharedData.bytes("tlog/tessera_testdata_log/checkpoint.\(size)")
            let checkpoint = try Checkpoint.open(note, log: key)
            #expect(checkpoint.size == size)
            #expect(try TileLogCheck.verify(folder, against: checkpoint).faults.isEmpty)
        }
    }

    /// Every proper substring and every single-byte increment must be refused.
    private func refuseEveryChange(of vkey: String) throws {
        #expect(throws: Never.self) { try NoteVerifier(vkey: vkey) }
        let bytes = Array(vkey.utf8)
        for start in bytes.indices {
            for end in start..<bytes.count where end - start < bytes.count {
                let part = String(decoding: bytes[start..<end], as: UTF8.self)
                #expect(throws: TransparencyLogError.self, "\(part)") { try NoteVerifier(vkey: part) }
            }
            var changed = bytes
            changed[start] += 1
            let text = String(decoding: changed, as: UTF8.self)
            #expect(throws: TransparencyLogError.self, "\(text)") { try NoteVerifier(vkey: text) }
        }
    }
}

/// A folder of shared data as a tiled log.
private struct Folder: TileReader {
    let path: String

    func bytes(at path: String, limit: Int) throws -> [UInt8]? {
        guard SharedData.isPresent("\(self.path)/\(path)") else { return nil }
        return Array(try SharedData.bytes("\(self.path)/\(path)").prefix(limit + 1))
    }
}

// The names are the files' own.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct NoteVectors: Decodable {
    struct Valid: Decodable {
        let vkey: String
        let note: String
    }
    let valid: [Valid]
    let vkeys_valid: [String]
    let vkeys_invalid: [String]
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct CheckpointVectors: Decodable {
    let log_seed_hex: String
    let log_origin: String
    let log_vkey: String
    let witness_vkey_0x04: String
    let witness_seed_hex: String
    let witness_name: String
    let cosign_time: Int64
    let checkpoint: String
    let cosigned_checkpoint: String
}
