import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import Foundation
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite("abeyance audit, for auditors")
struct AuditorCommandTests {
    @Test("what-if lists every flip once, as lines and as JSON, from the folder, the file and an export")
    func whatIf() async throws {
        try await AuditPlace.use { place in
            let draft = "\(place.folder)/draft"
            try AuditPlace.writePolicies(version: 3, to: draft)
            let engine = try Engine(Bundle(files: PolicyHistory.files(version: 3)))
            let expected = try LogSources.open(place.state).leaves(from: 0, limit: .max)
                .map { try LogEntry(leaf: $0.bytes) }.filter { $0.type == .decision }
                .filter { entry in
                    let record = try DecisionRecord(entry.body)
                    return engine.ruling(on: record.facts).isAllowed != record.ruling.isAllowed
                }.map { "\($0.index)" }
            let export = "\(place.folder)/export"
            try #require(try Program.run("audit", "export", place.state, "--tiles", export).code == 0)
            for path in [place.state, place.database, export] {
                let ended = try Program.run("audit", "what-if", path, "--key", place.key, "--policies", draft)
                #expect(ended.code == 0)
                let flips = ended.lines.filter { $0.contains(" -> ") && !$0.hasPrefix("by ") }.dropLast()
                #expect(flips.compactMap { $0.split(separator: " ").first.map(String.init) } == expected)
            }
            let json = try Program.run(
                "audit",
                "what-if",
                place.state,
                "--key",
                place.key,
                "--policies",
                draft,
                "--json"
            )
            #expect(json.lines.count == expected.count + 1)
            let last = try JSONValue.parse(Array(json.lines[expected.count].utf8))
            #expect(last["flips"]?["refused"]?.integer == Int64(expected.count))
            let counts = try Program.run(
                "audit",
                "what-if",
                place.state,
                "--key",
                place.key,
                "--policies",
                draft,
                "--summary"
            )
            #expect(counts.lines.allSatisfy { $0.hasPrefix("by ") || $0.hasSuffix("refused -> allowed") })
            let none = try Program.run(
                "audit",
                "what-if",
                place.state,
                "--key",
                place.key,
                "--policies",
                place.folder
            )
            #expect(none.code == 2)
        }
    }

    @Test("a proof is checked with its entry; another entry, another key and a changed proof are not right")
    func prove() async throws {
        try await AuditPlace.use { place in
            let (proof, entry) = ("\(place.folder)/7.proof", "\(place.folder)/7.json")
            let made = try Program.run(
                "audit",
                "prove",
                place.state,
                "7",
                "--key",
                place.key,
                "--to",
                proof,
                "--entry",
                entry
            )
            #expect(made.code == 0, "\(made.errors)")
            let printed = try Program.run("audit", "prove", place.state, "7", "--key", place.key)
            #expect(Array(printed.output.utf8) == (try TestFiles.bytes(atPath: proof)))
            let right = try Program.run("audit", "check", proof, entry, "--key", place.key)
            #expect(right.code == 0)
            #expect(right.output.hasPrefix("proved: entry 7 of \(AuditedLog.origin), a `decision` of "))
            let receipt = try ReceiptProof(parsing: TestFiles.bytes(atPath: proof))
            _ = try receipt.verified(entry: TestFiles.bytes(atPath: entry), log: place.log.verifier)
            let other = try NoteVerifier(
                name: AuditedLog.origin,
                key: PrivateKey.generate(.ed25519).publicKey
            )
            #expect(try Program.run("audit", "check", proof, entry, "--key", other.vkey).code == 1)
            try TestFiles.write(TestFiles.bytes(atPath: entry) + [0x0a], toPath: "\(entry)2")
            let changed = try Program.run("audit", "check", proof, "\(entry)2", "--key", place.key)
            #expect(changed.code == 1)
            #expect(changed.output.hasPrefix("NOT PROVED: "))
            #expect(try Program.run("audit", "check", "\(proof)3", entry, "--key", place.key).code == 2)
            let beyond = try Program.run("audit", "prove", place.state, "999999", "--key", place.key)
            #expect(beyond.failed(2, saying: "expected an index from 0 to"))
            let wrong = try Program.run("audit", "prove", place.state, "7", "--key", other.vkey)
            #expect(wrong.failed(1, saying: "entry 7 cannot be proved"))
        }
    }

    @Test("a packet is written for a decision only, and a change in it is found")
    func packet() async throws {
        try await AuditPlace.use { place in
            let packet = "\(place.folder)/packet"
            let made = try Program.run("audit", "packet", place.state, "7", packet, "--key", place.key)
            #expect(made.code == 0, "\(made.errors)")
            #expect(made.output.hasPrefix("wrote \(packet): decision 7, outcome 8, policies of entry 0, "))
            let right = try Program.run("audit", "check", packet, "--key", place.key)
            #expect(right.code == 0)
            #expect(right.output.hasPrefix("right: decision 7 and its outcome are in the log"))
            #expect(
                try Program.run("audit", "packet", place.state, "7", packet, "--key", place.key)
                    .failed(2, saying: "expected no file or directory here")
            )
            let genesis = try Program.run(
                "audit",
                "packet",
                place.state,
                "0",
                "\(packet)0",
                "--key",
                place.key
            )
            #expect(genesis.failed(2, saying: "entry 0 is a `genesis`, expected a decision"))
            try TestFiles.write(
                TestFiles.bytes(atPath: "\(packet)/policies/policies/rules.cedar") + [0x0a],
                toPath: "\(packet)/policies/policies/rules.cedar"
            )
            let changed = try Program.run("audit", "check", packet, "--key", place.key)
            #expect(changed.code == 1)
            #expect(changed.lines.last?.hasPrefix("NOT RIGHT: 1 finding") == true)
        }
    }

    @Test("tail prints the newest entries, and with -f those that a running log adds")
    func tail() async throws {
        try await AuditPlace.use { place in
            let size = try place.outlines().count
            let five = try Program.run("audit", "tail", place.state, "-n", "5")
            #expect(five.lines.map { Int($0.split(separator: " ")[0]) } == (size - 5..<size).map { $0 })
            let exact = try Program.run("audit", "tail", place.state, "-n", "1", "--jsonl")
            #expect(
                Array(exact.lines[0].utf8)
                    == (try LogSources.open(place.state).leaf(at: Int64(size - 1)).bytes)
            )
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: Program.abeyance)
            process.arguments = ["audit", "tail", place.state, "-n", "1", "-f"]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            try process.run()
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            #expect(try await Self.line(output).hasPrefix("\(size - 1)  ") == true)
            let now = AuditedLog.start.adding(seconds: 7_200)
            let log = try await AuditLog.open(
                in: place.state,
                key: place.log.key,
                settings: AuditLog.Settings(clock: { now })
            )
            _ = try await log.append(ExportRecord(reader: "local", first: 0, count: 1).draft(at: now))
            #expect(try await Self.line(output).hasPrefix("\(size)  ") == true)
            await log.close()
            let export = "\(place.folder)/export"
            try #require(try Program.run("audit", "export", place.state, export).code == 0)
            #expect(try Program.run("audit", "tail", export, "-f").failed(2, saying: "does not grow"))
        }
    }

    private static func line(_ output: Pipe) async throws -> String {
        let handle = output.fileHandleForReading.fileDescriptor
        return try await Blocking.run {
            let file = FileHandle(fileDescriptor: handle, closeOnDealloc: false)
            var line: [UInt8] = []
            while let byte = try file.read(upToCount: 1)?.first, byte != 0x0a { line.append(byte) }
            return String(decoding: line, as: UTF8.self)
        }
    }

    @Test("an export as lines has the exact bytes, and as a table a line for each entry")
    func tables() async throws {
        try await AuditPlace.use { place in
            let leaves = try LogSources.open(place.state).leaves(from: 0, limit: .max)
            let lines = try Program.run("audit", "export", place.database, "--jsonl")
            #expect(lines.lines.map { Array($0.utf8) } == leaves.map(\.bytes))
            let table = try Program.run("audit", "export", place.state, "--csv")
            #expect(table.output.components(separatedBy: "\r\n").count == leaves.count + 2)
            #expect(table.output.hasPrefix("index,time,type,organisation,"))
            #expect(try Program.run("audit", "export", place.state).code == 64)
            #expect(try Program.run("audit", "export", place.state, "--csv", "--jsonl").code == 64)
        }
    }

    @Test("a court's list is reconciled; a list that differs, a wrong list and a wrong key are told apart")
    func reconcile() async throws {
        try await AuditPlace.use { place in
            let lines = AuditedLog.warrants.map {
                #"{"iss":"\#(AuditedLog.court)","jti":"\#($0.id)","uses":\#($0.uses)}"#
            }
            func run(_ list: String, _ further: String...) throws -> Outcome {
                try Program.run(
                    Program.abeyance,
                    [
                        "audit", "reconcile", place.state, "--key", place.key, "--issued",
                        try place.write(list, to: "list"), "--digest-key", place.log.digestKeyFile,
                    ] + further
                )
            }
            let right = try run(lines.joined(separator: "\n"))
            #expect(right.code == 0)
            #expect(right.lines.last == "reconciled: 3 of 4 listed warrants used, 0 used that are on no list")
            let short = lines.dropFirst().joined(separator: "\n")
            let missing = try run(short)
            #expect(missing.code == 1)
            #expect(missing.output.contains("expected a warrant on the court's list"))
            let partial = try run(short, "--partial")
            #expect(partial.code == 0)
            #expect(partial.output.contains("on no list: "))
            #expect(try run("nonsense").failed(2, saying: "list:1: "))
            let json = try run(lines.joined(separator: "\n"), "--json")
            #expect(try JSONValue.parse(Array(json.output.utf8.dropLast()))["warrants"]?.array?.count == 4)
            let noKey = try Program.run(
                "audit",
                "reconcile",
                place.state,
                "--key",
                place.key,
                "--issued",
                "\(place.folder)/list",
                "--digest-key",
                place.key
            )
            #expect(noKey.failed(2, saying: "digest.key"))
        }
    }

    @Test("entries are found with and without an index alike, by organisation, rule, time and warrant")
    func find() async throws {
        try await AuditPlace.use { place in
            let made = try Program.run("audit", "index", "rebuild", place.state, "--key", place.key)
            #expect(made.code == 0, "\(made.errors)")
            #expect(FileManager.default.fileExists(atPath: "\(place.state)/audit-index.sqlite"))
            for conditions in [
                ["--organisation", "borders"], ["--rule", "police-moratorium"],
                ["--since", "2027-01-15T08:10:00Z", "--until", "2027-01-15T08:20:00Z"],
                ["--since", "2027-01-16"], ["--type", "outcome"], ["--refused"],
                [
                    "--warrant", "w-1", "--issuer", "https://court.example", "--digest-key",
                    place.log.digestKeyFile,
                ],
            ] {
                let indexed = try Program.run(Program.abeyance, ["audit", "find", place.state] + conditions)
                let scanned = try Program.run(
                    Program.abeyance,
                    ["audit", "find", place.state, "--scan"] + conditions
                )
                #expect(indexed.code == 0)
                #expect(indexed.output == scanned.output)
                #expect(indexed.lines.isEmpty == (conditions.last == "2027-01-16"))
            }
            #expect(try Program.run("audit", "find", place.state, "--since", "soon").code == 64)
            #expect(try Program.run("audit", "find", place.state, "--issuer", "x").code == 64)
            #expect(
                try Program.run("audit", "find", place.state, "--warrant", "w-1")
                    .failed(2, saying: "`w-1` is no keyed digest")
            )
            let other = try NoteVerifier(
                name: AuditedLog.origin,
                key: PrivateKey.generate(.ed25519).publicKey
            )
            #expect(try Program.run("audit", "index", "rebuild", place.state, "--key", other.vkey).code == 1)
        }
    }
}
