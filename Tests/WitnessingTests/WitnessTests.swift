import Cryptography
import Foundation
import Support
import Synchronization
import Testing
import TransparencyLog
import Witnessing

@Suite("A witness")
struct WitnessTests {
    /// Runs a body with a witness of a log of 10 entries, of which nothing is cosigned yet.
    private func withWitness(_ body: (Witness, GrowingLog, String) async throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(10)
            try TestWitness.make("\(place)/w", watching: [log.key])
            try await body(Witness(WitnessFolder("\(place)/w")), log, "\(place)/w")
        }
    }

    private func isCosigned(_ answer: WitnessAnswer, _ note: SignedNote, by witness: Witness) throws -> Bool {
        guard case .cosigned(let line) = answer else { return false }
        return try note.adding([line]).cosignatures(by: [witness.verifier]).count == 1
    }

    @Test("a first checkpoint is cosigned, a later one with its proof, and the same one again")
    func growth() async throws {
        try await withWitness { witness, log, _ in
            let first = witness.addCheckpoint(try log.request(from: 0)) { 5 }
            #expect(try isCosigned(first, log.checkpoint(), by: witness))
            let later = log.grown(to: 300)
            let second = witness.addCheckpoint(try later.request(from: 10)) { 6 }
            #expect(try isCosigned(second, later.checkpoint(), by: witness))
            let again = witness.addCheckpoint(try later.request(from: 300)) { 7 }
            #expect(try isCosigned(again, later.checkpoint(), by: witness))
            let kept = try #require(witness.checkpoint(OriginHash.of(log.key.name)))
            let note = try SignedNote(parsing: kept)
            #expect(try note.cosignatures(by: [witness.verifier]).map(\.time) == [7])
            #expect(try Checkpoint.open(kept, log: log.key).size == 300)
            #expect(note.signatures.count == 2)
        }
    }

    @Test("an empty tree is cosigned once its root is that of nothing")
    func empty() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(0)
            try TestWitness.make("\(place)/w", watching: [log.key])
            let witness = try Witness(WitnessFolder("\(place)/w"))
            let wrong = try Checkpoint(origin: log.key.name, size: 0, root: MerkleHash.leaf([]))
                .signed(by: [log.signer])
            try #expect(witness.addCheckpoint(log.request(from: 0, note: wrong)) { 5 }.status == 422)
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 5 }.status == 200)
            try #expect(witness.addCheckpoint(log.grown(to: 3).request(from: 0)) { 5 }.status == 200)
        }
    }

    @Test("each refusal has the status that the specification gives it, and changes nothing")
    func refusals() async throws {
        try await withWitness { witness, log, _ in
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 5 }.status == 200)
            let before = witness.checkpoint(OriginHash.of(log.key.name))
            let later = log.grown(to: 20)
            let fork = try GrowingLog(20, word: "other", signer: log.signer)
            let sameSize = try GrowingLog(10, word: "other", signer: log.signer)
            let stranger = try GrowingLog(
                20,
                signer: NoteSigner(name: "other.example", key: .generate(.ed25519))
            )
            let thief = try GrowingLog(20, signer: NoteSigner(name: log.key.name, key: .generate(.ed25519)))
            let line = try #require(later.checkpoint().signatures.first)
            let broken = NoteSignature(
                name: line.name,
                keyID: line.keyID,
                signature: line.signature.map { $0 ^ 1 }
            )
            let cases: [(String, Int, [UInt8])] = [
                ("garbage", 400, Array("garbage".utf8)),
                ("no note", 400, Array("old 10\n\nno note\n".utf8)),
                (
                    "no checkpoint", 400,
                    try later.request(from: 10, note: SignedNote(signing: [0x61, 0x0a], with: [log.signer]))
                ),
                ("unknown log", 404, try stranger.request(from: 10)),
                ("another's key", 403, try thief.request(from: 10)),
                (
                    "broken signature", 403,
                    try later.request(
                        from: 10,
                        note: later.checkpoint().keeping { _ in false }.adding([broken])
                    )
                ),
                (
                    "a good and a broken signature", 403,
                    try later.request(from: 10, note: later.checkpoint().adding([broken]))
                ),
                ("old above new", 400, try log.request(from: 11)),
                ("rolled back", 409, try GrowingLog(5, signer: log.signer).request(from: 5)),
                ("another old size", 409, try later.request(from: 9)),
                ("from nothing again", 409, try later.request(from: 0)),
                ("no proof", 422, try later.request(from: 10, proof: [])),
                ("fork", 422, try fork.request(from: 10)),
                ("fork of one size", 422, try sameSize.request(from: 10)),
                ("proof between equal sizes", 422, try log.request(from: 10, proof: [MerkleHash.emptyRoot])),
            ]
            for (name, status, body) in cases {
                let answer = witness.addCheckpoint(body) { 6 }
                #expect(answer.status == status, "\(name): \(answer)")
                if status == 409 {
                    #expect(answer.body == Array("10\n".utf8), "\(name)")
                    #expect(answer.mediaType == "text/x.tlog.size", "\(name)")
                }
            }
            #expect(witness.checkpoint(OriginHash.of(log.key.name)) == before)
        }
    }

    @Test("from 0 a proof is refused")
    func proofFromNothing() async throws {
        try await withWitness { witness, log, _ in
            let body = try log.request(from: 0, proof: [MerkleHash.emptyRoot])
            #expect(witness.addCheckpoint(body) { 5 }.status == 422)
        }
    }

    @Test(
        "a log's second key is known too, other signers' lines are ignored, and extension lines are cosigned"
    )
    func keysAndExtensions() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(3)
            let next = try NoteSigner(name: log.key.name, key: .generate(.ed25519))
            try WitnessFolder.make("\(place)/w", name: TestWitness.name, key: .generate(.ed25519))
            try WitnessFolder("\(place)/w").add([log.key, next.verifier])
            let witness = try Witness(WitnessFolder("\(place)/w"))
            let rotated = try GrowingLog(3, signer: next)
            let other = try WitnessSigner(name: "other", key: .generate(.ed25519))
            let plain = try rotated.checkpoint(extensions: ["more"])
            let note = plain.adding([try other.cosign(plain.text, time: 1)])
            let answer = witness.addCheckpoint(try rotated.request(from: 0, note: note)) { 5 }
            #expect(try isCosigned(answer, note, by: witness))
            let kept = try SignedNote(parsing: #require(witness.checkpoint(OriginHash.of(log.key.name))))
            #expect(kept.signatures.count == 2)
        }
    }

    @Test("a clock behind the last cosignature signs nothing")
    func clock() async throws {
        try await withWitness { witness, log, _ in
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 0 }.status == 503)
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 100 }.status == 200)
            try #expect(witness.addCheckpoint(log.request(from: 10)) { 99 }.status == 503)
            try #expect(witness.addCheckpoint(log.request(from: 10)) { 100 }.status == 200)
        }
    }

    @Test("what was cosigned holds after a restart")
    func restart() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(10)
            try TestWitness.make("\(place)/w", watching: [log.key])
            do {
                let witness = try Witness(WitnessFolder("\(place)/w"))
                try #expect(witness.addCheckpoint(log.request(from: 0)) { 5 }.status == 200)
                #expect(throws: WitnessStateError.self) { try WitnessFolder("\(place)/w") }
            }
            let witness = try Witness(WitnessFolder("\(place)/w"))
            let fork = try GrowingLog(10, word: "other", signer: log.signer)
            try #expect(witness.addCheckpoint(fork.request(from: 0)) { 6 } == .conflict(size: 10))
            try #expect(witness.addCheckpoint(fork.request(from: 10)) { 6 }.status == 422)
            try #expect(witness.addCheckpoint(log.grown(to: 11).request(from: 10)) { 6 }.status == 200)
        }
    }

    @Test("an answer that was lost after storing does no harm: the log asks again and has its cosignature")
    func lostAnswer() async throws {
        try await withWitness { witness, log, _ in
            _ = witness.addCheckpoint(try log.request(from: 0)) { 5 }
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 6 } == .conflict(size: 10))
            let again = witness.addCheckpoint(try log.request(from: 10)) { 6 }
            #expect(try isCosigned(again, log.checkpoint(), by: witness))
        }
    }

    @Test("when storing fails nothing is answered but that, until another start")
    func storage() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(10)
            try TestWitness.make("\(place)/w", watching: [log.key])
            let failures = Mutex<[String]>([])
            let witness = try Witness(
                WitnessFolder("\(place)/w"),
                failed: { failure in failures.withLock { $0.append(failure) } }
            )
            let folder = "\(place)/w/logs/\(OriginHash.of(log.key.name))"
            try FileManager.default.moveItem(atPath: folder, toPath: "\(place)/aside")
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 5 }.status == 503)
            try FileManager.default.moveItem(atPath: "\(place)/aside", toPath: folder)
            try #expect(witness.addCheckpoint(log.request(from: 0)) { 5 }.status == 503)
            #expect(failures.withLock { $0.count } == 1)
            #expect(witness.checkpoint(OriginHash.of(log.key.name)) == nil)
        }
    }

    @Test(
        "a folder that lost or changed anything does not start",
        arguments: ["checkpoint", "log.vkey", "../../witness.key", "../../witness.vkey"]
    )
    func damaged(file: String) async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(10)
            try TestWitness.make("\(place)/w", watching: [log.key])
            do {
                let witness = try Witness(WitnessFolder("\(place)/w"))
                _ = witness.addCheckpoint(try log.request(from: 0)) { 5 }
            }
            let path = "\(place)/w/logs/\(OriginHash.of(log.key.name))/\(file)"
            let whole = try TestFiles.bytes(atPath: path)
            for position in [10, whole.count / 2, whole.count - 3] {
                var changed = whole
                changed[position] ^= 1
                try TestFiles.write(changed, toPath: path)
                #expect(throws: (any Error).self, "byte \(position)") {
                    try Witness(WitnessFolder("\(place)/w"))
                }
            }
            try FileManager.default.removeItem(atPath: path)
            #expect(throws: (any Error).self) { try Witness(WitnessFolder("\(place)/w")) }
            try TestFiles.write(whole, toPath: path)
            #expect(throws: Never.self) { try Witness(WitnessFolder("\(place)/w")) }
        }
    }

    @Test("a log is added once, a folder is made once, and keys of two names are no log")
    func making() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let log = try GrowingLog(1)
            try TestWitness.make("\(place)/w", watching: [log.key])
            #expect(throws: WitnessStateError.self) { try WitnessFolder("\(place)/w").add([log.key]) }
            #expect(throws: WitnessStateError.self) {
                try WitnessFolder.make("\(place)/w", name: "w", key: .generate(.ed25519))
            }
            let other = try NoteSigner(name: "other", key: .generate(.ed25519)).verifier
            #expect(throws: TransparencyLogError.self) {
                try WitnessFolder("\(place)/w").add([log.key, other])
            }
            #expect(throws: TransparencyLogError.self) { try WitnessFolder("\(place)/w").add([]) }
            #expect(throws: WitnessStateError.self) { try WitnessFolder("\(place)/nothing") }
            #expect(throws: TransparencyLogError.self) {
                try WitnessFolder.make("\(place)/v", name: "two words", key: .generate(.ed25519))
            }
        }
    }
}
