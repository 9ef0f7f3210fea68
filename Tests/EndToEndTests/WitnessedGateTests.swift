import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// The gate asks witnesses by itself: real programs on loopback, one witness that cosigns and one that is not there.
@Suite(.serialized) struct WitnessedGateTests {
    /// A gate whose policy set names two witnesses, one of which is served.
    private struct Scene {
        let folder: String
        let key: String
        let witness: ServedWitness

        var state: String { "\(folder)/state" }

        init(in place: String) throws {
            folder = "\(place)/gate"
            let made = try run("witness", "init", "\(place)/w1", "--name", "witness.example/w1")
            key = String(made.split(separator: "\n")[0])
            let absent = try run("witness", "init", "\(place)/w2", "--name", "witness.example/w2")
            _ = try run("init", folder, "--policies", Programs.policies)
            let keys = [key, String(absent.split(separator: "\n")[0])].map { #"{"key":"\#($0)"}"# }
            try TestFiles.write(
                Array(#"{"witnesses":[\#(keys.joined(separator: ","))]}"#.utf8),
                toPath: "\(folder)/policies/witnesses.json"
            )
            let about = try String(contentsOfFile: "\(folder)/policies/bundle.json", encoding: .utf8)
                .replacingOccurrences(of: #""version": 1"#, with: #""version": 2"#)
            try TestFiles.write(Array(about.utf8), toPath: "\(folder)/policies/bundle.json")
            _ = try run("witness", "add", "\(place)/w1", "--log", "\(folder)/state/log.vkey")
            witness = try ServedWitness("\(place)/w1")
            let file = "\(folder)/abeyance.yaml"
            let addresses = """

                witnesses:
                  interval_seconds: 1
                  addresses:
                    witness.example/w1: http://127.0.0.1:\(witness.port)
                    witness.example/w2: http://127.0.0.1:1
                """
            try TestFiles.write(TestFiles.bytes(atPath: file) + Array(addresses.utf8), toPath: file)
        }

        /// Serves; `activating` puts the set in force that names the witnesses.
        func serve(
            activating: Bool = false,
            environment: [String: String] = [:]
        ) throws -> RunningGate {
            let gate = try RunningGate.start(in: folder, initialise: false, environment: environment)
            guard activating else { return gate }
            let activated = try gate.command(["policy", "activate", "\(folder)/policies"])
            try #require(activated.status == 0, "\(activated.errors)")
            return gate
        }

        /// What `audit verify` says with the witness's key.
        func verified(_ place: String) throws -> (status: Int32, facts: JSONValue) {
            let run = try Subprocess.run(
                Programs.abeyance,
                ["audit", "verify", place, "--key", "\(state)/log.vkey", "--witness", key, "--json"]
            )
            return (run.status, try JSONValue.parse(Array(run.output.dropLast())))
        }

        /// Asks again until the witness has cosigned at least so many entries; at most a few thousand times.
        func awaitCosigned(_ size: Int64) throws {
            for _ in 0..<2_000 {
                let cosigned = try verified(state).facts["cosignatures"]?.array?.first?["size"]?.integer ?? 0
                if cosigned >= size { return }
            }
            throw RunningGate.Failure(description: "the witness never cosigned \(size) entries")
        }
    }

    @Test func whatTheWitnessCosignedIsKeptExportedAndVerified() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let scene = try Scene(in: place)
            let gate = try scene.serve(activating: true)
            defer { gate.kill() }
            for _ in 0..<2 {
                let decision = try #require(try gate.client("icmec").call("ListCollections", [:]).decision)
                try scene.awaitCosigned(Int64(decision) + 1)
            }
            #expect(gate.log.contains("the witness `witness.example/w2` did not cosign: "))
            #expect(!gate.log.contains("the witness `witness.example/w1`"))
            let export = "\(place)/export"
            _ = try run("audit", "export", scene.state, export)
            #expect(gate.stop() == 0)
            #expect(try scene.verified(export).status == 0)
            let words = try run(
                "audit",
                "verify",
                export,
                "--key",
                "\(scene.state)/log.vkey",
                "--witness",
                scene.key
            )
            #expect(words.contains(" entries cosigned by witness.example/w1 at 20"), "\(words)")
            let missing = try Subprocess.run(
                Programs.abeyance,
                [
                    "audit", "verify", export, "--key", "\(scene.state)/log.vkey", "--witness", scene.key,
                    "--witness", "\(place)/w2/witness.vkey",
                ]
            )
            #expect(missing.status == 1)
            let second = try Subprocess.run(
                "python3",
                [
                    "Tests/Verifier/verify_export.py", export, "--key", "\(scene.state)/log.vkey",
                    "--witness", scene.key,
                ]
            )
            let said = String(decoding: second.output, as: UTF8.self)
            #expect(second.status == 0, "\(said)\(second.errors)")
            #expect(said.contains(" entries cosigned by witness.example/w1 at "), "\(said)")
        }
    }

    @Test(.enabled(if: MovedClocks.isPossible, MovedClocks.need))
    func theUnwitnessedAgeIsThatOfTheOldestEntryThatIsNotCovered() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let scene = try Scene(in: place)
            var clocks = try MovedClocks(in: place)
            let gate = try scene.serve(activating: true, environment: clocks.environment)
            defer { gate.kill() }
            func age() throws -> Int64 {
                let lines = try gate.admin("/metrics").body.split(separator: "\n")
                let line = try #require(lines.first { $0.hasPrefix("abeyance_unwitnessed_age_seconds ") })
                return try #require(line.split(separator: " ").last.flatMap { Int64($0) })
            }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            try scene.awaitCosigned(Int64(gate.entries.entries().count))
            scene.witness.end()
            for _ in 0..<3 { try clocks.pass(seconds: 200) }
            // The cosignature is on disk a moment before the gate goes by it.
            for _ in 0..<2_000 { guard try age() > 0 else { break } }
            #expect(try age() == 0, "time passes, and every entry is covered")
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            for _ in 0..<3 { try clocks.pass(seconds: 200) }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            let old = try age()
            #expect(old >= 600, "the older of two decisions counts, found \(old)")
            #expect(old < 1_200, "what was covered does not")
            #expect(gate.stop() == 0)
        }
    }

    @Test func aSetThatNamesNoRealWitnessIsRefused() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let scene = try Scene(in: place)
            let gate = try scene.serve()
            defer { gate.kill() }
            let file = "\(scene.folder)/policies/witnesses.json"
            try TestFiles.write(Array(#"{"witnesses":[{"key":"witness.example/w1"}]}"#.utf8), toPath: file)
            let refused = try gate.command(["policy", "activate", "\(scene.folder)/policies"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("witnesses.json: /witnesses/0/key: "), "\(refused.errors)")
            #expect(gate.stop() == 0)
        }
    }

    @Test func aLogThatWasRolledBackIsNoticedByItsWitness() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let scene = try Scene(in: place)
            #expect(try scene.serve(activating: true).stop() == 0)
            let copies = ["state", "checkpoint.copy"].filter {
                FileManager.default.fileExists(atPath: "\(scene.folder)/\($0)")
            }
            for name in copies {
                try FileManager.default.copyItem(
                    atPath: "\(scene.folder)/\(name)",
                    toPath: "\(place)/\(name)"
                )
            }
            let gate = try scene.serve()
            let decision = try #require(try gate.client("icmec").call("ListCollections", [:]).decision)
            try scene.awaitCosigned(Int64(decision) + 1)
            #expect(gate.stop() == 0)
            for name in copies {
                try FileManager.default.removeItem(atPath: "\(scene.folder)/\(name)")
                try FileManager.default.copyItem(
                    atPath: "\(place)/\(name)",
                    toPath: "\(scene.folder)/\(name)"
                )
            }
            let restored = try scene.serve()
            defer { restored.kill() }
            let words = "the witness `witness.example/w1` cosigned a tree of "
            for _ in 0..<2_000 {
                guard !restored.log.contains(words) else { break }
                _ = try scene.verified(scene.state)
            }
            #expect(restored.log.contains(words), "\(restored.log)")
            #expect(try restored.client("icmec").call("ListCollections", [:]).status == 200, "it alarms only")
            #expect(restored.stop() == 0)
        }
    }

    /// A served witness, ended with the value.
    private final class ServedWitness {
        let port: Int
        private let process = Process()

        init(_ folder: String) throws {
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: Programs.abeyance)
            process.arguments = ["witness", "serve", folder, "--port", "0"]
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            var line: [UInt8] = []
            while line.last != 0x0a {
                guard let byte = try output.fileHandleForReading.read(upToCount: 1)?.first else { break }
                line.append(byte)
            }
            let place = try JSONValue.parse(line)["listening"]?.string?.value
            port = try #require(place?.split(separator: ":").last.flatMap { Int($0) })
        }

        deinit { end() }

        func end() {
            guard process.isRunning else { return }
            process.terminate()
            process.waitUntilExit()
        }
    }
}

/// Runs a command that must do its work, and gives what it printed.
private func run(_ arguments: String...) throws -> String {
    let run = try Subprocess.run(Programs.abeyance, arguments)
    try #require(run.status == 0, "\(arguments): \(run.errors)")
    return String(decoding: run.output, as: UTF8.self)
}
