import Cryptography
import Foundation
import StrictJSON
import Support
import Testing
import TransparencyLog
import Witnessing

@Suite(
    "The witness as a program",
    .enabled(if: RunningProgram.isPresent, "the program is not built")
)
struct WitnessProgramTests {
    @Test("killed between storing and answering, it holds to what it stored and to nothing else")
    func killed() async throws {
        try await TestFiles.withTemporaryFolder { place in
            try await withTaskExecutorPreference(OwnThread()) {
                let log = try GrowingLog(10)
                let folder = "\(place)/w"
                try TestWitness.make(folder, watching: [log.key])
                let client = WitnessClient()
                var size: Int64 = 0
                for _ in 0..<5 {
                    let (doomed, address) = try RunningProgram.serving(folder, "--die-after-storing", "2")
                    let first = try await client.addCheckpoint(
                        log.grown(to: size + 10).request(from: size),
                        at: address
                    )
                    #expect(first.status == 200)
                    let body = try log.grown(to: size + 20).request(from: size + 10)
                    await #expect(throws: WitnessFault.self) {
                        try await client.addCheckpoint(body, at: address)
                    }
                    #expect(doomed.signal() == SIGKILL)
                    size += 20

                    let (again, place) = try RunningProgram.serving(folder)
                    let fork = try GrowingLog(size, word: "other", signer: log.signer)
                    let told = try await client.addCheckpoint(
                        fork.request(from: size - 10, proof: []),
                        at: place
                    )
                    #expect((told.status, told.body) == (409, Array("\(size)\n".utf8)))
                    #expect(try await client.addCheckpoint(fork.request(from: size), at: place).status == 422)
                    let same = try await client.addCheckpoint(
                        log.grown(to: size).request(from: size),
                        at: place
                    )
                    #expect(same.status == 200)
                    #expect(again.stop() == 0)
                }
            }
        }
    }

    @Test("two parties run it all by commands, and a gate that was rolled back or replaced is found out")
    func commands() async throws {
        try await TestFiles.withTemporaryFolder { place in
            try await withTaskExecutorPreference(OwnThread()) {
                let root = "\(place)/gate"
                let policies = FileManager.default.currentDirectoryPath + "/policies"
                try #require(RunningProgram.run("init", root, "--policies", policies).code == 0)
                let log = "\(root)/state/log.vkey"
                let folder = "\(place)/w"
                let made = try RunningProgram.run(
                    "witness",
                    "init",
                    folder,
                    "--name",
                    "witness.example/w1",
                    "--log",
                    log
                )
                #expect(made.code == 0)
                #expect(try RunningProgram.run("witness", "key", folder).output == made.output)
                #expect(try RunningProgram.run("witness", "init", folder, "--name", "w").code == 2)
                #expect(try RunningProgram.run("witness", "add", folder, "--log", log).code == 2)

                let (witness, address) = try RunningProgram.serving(folder)
                let asked = "\(address),\(made.output.split(separator: "\n")[0])"
                func ask(_ option: String, _ path: String) throws -> Int32 {
                    try RunningProgram.run("witness", "ask", option, path, "--witness", asked).code
                }
                #expect(try ask("--log-state", "\(root)/state") == 0)
                #expect(try ask("--log-state", "\(root)/state") == 0)
                #expect(
                    try RunningProgram.run("audit", "export", "\(root)/state", "\(place)/export").code == 0
                )
                #expect(try ask("--export", "\(place)/export") == 0)
                let key = try NoteVerifier(vkey: Self.line(of: log))
                let verifier = try WitnessVerifier(vkey: Self.line(of: "\(folder)/witness.vkey"))
                for beside in ["\(root)/state", "\(place)/export"] {
                    let kept = CosignatureFolder(beside: beside).newest(of: verifier, log: key)
                    #expect(try Checkpoint(parsing: #require(kept).note.text).size == 1)
                }
                #expect(try RunningProgram.run("witness", "serve", folder, "--port", "0").code == 2)
                for beside in ["\(root)/state", "\(place)/export"] {
                    try Self.prove(beside, log: log, witness: "\(folder)/witness.vkey", in: place)
                }

                let other = "\(place)/other"
                try #require(RunningProgram.run("init", other, "--policies", policies).code == 0)
                #expect(try ask("--log-state", "\(other)/state") == 2)
                #expect(witness.stop() == 0)
                try Self.rewrite(folder, log: key, root: root)
                let (later, there) = try RunningProgram.serving(folder)
                let again = "\(there),\(made.output.split(separator: "\n")[0])"
                let rolledBack = try RunningProgram.run(
                    "witness",
                    "ask",
                    "--log-state",
                    "\(root)/state",
                    "--witness",
                    again
                )
                #expect(rolledBack.code == 1)
                #expect(later.stop() == 0)
            }
        }
    }

    @Test(
        "every command explains itself and its exit codes",
        arguments: ["init", "add", "key", "serve", "ask"]
    )
    func help(command: String) throws {
        let help = try RunningProgram.run("witness", command, "--help")
        #expect(help.code == 0)
        #expect(help.output.contains("Exit codes: 0 "))
        #expect(try RunningProgram.run("witness", command, "--no-such-option").code == 64)
    }

    @Test("asking needs one log and witnesses that are named whole")
    func asking() throws {
        func ask(_ arguments: String...) throws -> Int32 {
            try RunningProgram.run(["witness", "ask"] + arguments).code
        }
        #expect(try ask("--witness", "http://127.0.0.1:1,w") == 64)
        #expect(try ask("--log-state", "a", "--export", "b", "--witness", "w") == 64)
        #expect(try ask("--export", "/nothing", "--witness", "http://127.0.0.1:1") == 2)
        #expect(try ask("--export", "/nothing", "--witness", "http://127.0.0.1:1,w+00000000+AAAA") == 2)
    }

    /// An outsider checks a receipt with the witness's key, and finds none of a witness that did not cosign.
    private static func prove(_ path: String, log: String, witness: String, in place: String) throws {
        let (proof, entry) = ("\(place)/proof", "\(place)/entry")
        let proved = try RunningProgram.run(
            "audit",
            "prove",
            path,
            "0",
            "--key",
            log,
            "--witness",
            witness,
            "--to",
            proof,
            "--entry",
            entry
        )
        #expect(proved.code == 0)
        func check(_ more: String...) throws -> (code: Int32, output: String) {
            try RunningProgram.run(["audit", "check", proof, entry, "--key", log] + more)
        }
        let checked = try check("--witness", witness)
        #expect(checked.code == 0 && checked.output.contains("cosigned by witness.example/w1 at 20"))
        #expect(try check().code == 0)
        let stranger = try WitnessSigner(name: "w2", key: .generate(.ed25519)).verifier.vkey
        #expect(try check("--witness", stranger).code == 1)
        #expect(try check("--witness", stranger, "--witness", witness).code == 1)
        #expect(try check("--witness", stranger, "--witness", witness, "--quorum", "1").code == 0)
        #expect(try check("--witness", witness, "--quorum", "2").code == 64)
        let unwitnessed = try RunningProgram.run(
            "audit",
            "prove",
            path,
            "0",
            "--key",
            log,
            "--witness",
            stranger
        )
        #expect(unwitnessed.code == 1)
    }

    @Test(
        "tile directories of other programs verify by their keys, and not when a byte is changed",
        .enabled(if: SharedData.isPresent("tlog/tlog_tiles_300"), "shared data absent")
    )
    func tiles() async throws {
        let vectors = try JSONValue.parse(SharedData.bytes("tlog/checkpoint_vectors.json"))
        let key = try #require(vectors["log_vkey"]?.string?.value)
        try await TestFiles.withTemporaryFolder { place in
            try await withTaskExecutorPreference(OwnThread()) {
                let folder = "\(place)/tiles"
                try FileManager.default.copyItem(
                    atPath: SharedData.path("tlog/tlog_tiles_300"),
                    toPath: folder
                )
                func check() throws -> Int32 {
                    try RunningProgram.run("audit", "tiles", folder, "--key", key).code
                }
                #expect(try check() == 0)
                for file in ["tile/0/000", "tile/entries/001.p/44", "checkpoint"] {
                    let whole = try TestFiles.bytes(atPath: "\(folder)/\(file)")
                    var changed = whole
                    changed[30] ^= 1
                    try TestFiles.write(changed, toPath: "\(folder)/\(file)")
                    #expect(try check() == 1, "\(file)")
                    try TestFiles.write(whole, toPath: "\(folder)/\(file)")
                }
                #expect(try check() == 0)
                try FileManager.default.removeItem(atPath: "\(folder)/checkpoint")
                #expect(try check() == 2)
            }
        }
    }

    private static func line(of file: String) throws -> String {
        String(decoding: try TestFiles.bytes(atPath: file).dropLast(), as: UTF8.self)
    }

    /// Lets the witness have cosigned a longer log than the gate has, as if the gate had lost entries since.
    private static func rewrite(_ folder: String, log key: NoteVerifier, root: String) throws {
        let signer = try NoteSigner(
            name: key.name,
            key: PrivateKey(pem: TestFiles.bytes(atPath: "\(root)/state/log.key"))
        )
        let witness = try Witness(WitnessFolder(folder))
        let kept = try SignedNote(parsing: #require(witness.checkpoint(OriginHash.of(key.name))))
        // The root of a log of one entry is that entry's hash.
        let first = try Checkpoint(parsing: kept.text).root
        let tree = StoredTree(leaves: [first, MerkleHash.leaf([1]), MerkleHash.leaf([2])])
        let note = try Checkpoint(origin: key.name, size: 3, root: tree.root).signed(by: [signer])
        let proof = try ConsistencyProof(from: 1, to: 3, reader: tree).hashes
        let request = AddCheckpointRequest(oldSize: 1, proof: proof, note: note.encoded)
        let answer = witness.addCheckpoint(request.encoded) { Int64(Date.now.timeIntervalSince1970) + 1 }
        #expect(answer.status == 200)
    }
}
