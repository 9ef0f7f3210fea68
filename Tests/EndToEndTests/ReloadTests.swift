import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// Certificates, keys and authorities are loaded again as one generation, or not at all.
@Suite(.serialized) struct ReloadTests {
    @Test func aBrokenCertificateLeavesTheOldGenerationInForceWithAnAlarm() async throws {
        try await serving(watching: false) { gate in
            let (certificate, key) = ("\(gate.folder)/certs/server.pem", "\(gate.folder)/keys/server.key")
            let good = try TestFiles.bytes(atPath: certificate)
            let served = try Self.served(by: gate)
            for (bytes, words) in [
                (Array("nonsense".utf8), "certs/server.pem"),
                (try TestFiles.bytes(atPath: "\(gate.folder)/certs/icmec.pem"), "key"),
            ] {
                try Authority.put(bytes, at: certificate)
                let refused = try gate.command(["reload"])
                #expect(refused.status == 1)
                #expect(refused.errors.contains(words), "\(refused.errors)")
                #expect(refused.errors.contains("generation 1 stays in force"), "\(refused.errors)")
                #expect(try Self.served(by: gate) == served)
            }
            let alarms = try gate.entries.entries("alarm")
            #expect(alarms.count == 2)
            #expect(alarms.allSatisfy { $0["about"] == "reload" && $0["requestedBy"] != nil })
            let status = try gate.command(["status", "--json"])
            #expect(status.status == 1)
            let facts = try JSONValue.parse(Array(status.output.dropLast()))
            #expect(facts["ready"] == true)
            #expect(facts["generation"] == 1)
            #expect(facts["reloadFailure"] != nil)
            #expect(try gate.admin("/metrics").body.contains("\nabeyance_reload_failed 1\n"))

            try Authority.put(good, at: certificate)
            try Self.renewServer(in: gate.folder, certificate, key)
            let loaded = try gate.command(["reload"])
            #expect(loaded.status == 0, "\(loaded.errors)")
            #expect(try Self.served(by: gate) != served)
            let decided = try gate.client("thorn").call("ListCollections", [:])
            #expect(try gate.entries.entry(try #require(decided.decision))["generation"] == 2)
            let entry = try #require(try gate.entries.entries("generation").first)
            #expect(entry["number"] == 2)
            #expect(entry["cause"] == "command")
            let after = try JSONValue.parse(Array(gate.command(["status", "--json"]).output.dropLast()))
            #expect(after["reloadFailure"] == nil)
            #expect(try gate.admin("/metrics").body.contains("\nabeyance_reload_failed 0\n"))
            #expect(gate.stop() == 0)
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func sighupLoadsAndTheConnectionsThatAreOpenGoOn() async throws {
        try await serving(watching: false) { gate in
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)
            let served = try Self.served(by: gate)
            try Self.renewServer(
                in: gate.folder,
                "\(gate.folder)/certs/server.pem",
                "\(gate.folder)/keys/server.key"
            )
            kill(gate.process.processIdentifier, SIGHUP)
            let entry = try gate.entries.awaited(type: "generation") { _ in true }
            #expect(entry["cause"] == "sighup")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)
            #expect(try Self.served(by: gate) != served)
            #expect(gate.stop() == 0, "a held connection keeps no gate")
            #expect(try held.answer() == nil)
        }
    }

    @Test func anAuthorityThatIsGoneTakesItsClientsConnectionsWithIt() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "reload:\n  watch: false\n")
            let other = try Authority.found("other-ca", in: folder)
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)
            let set = "\(folder)/set"
            try FileManager.default.copyItem(atPath: "\(folder)/policies", toPath: set)
            let shown = try Subprocess.run(
                Programs.abeyance,
                ["cert", "show", "--json", "\(folder)/certs/other-ca.pem"]
            )
            let pin = try #require(try JSONValue.parse(shown.output.dropLast())["keyPin"]?.string?.value)
            try RegistryFile.add(authority: other.name, pin: pin, to: set)
            #expect(try gate.command(["policy", "activate", set]).status == 0)
            try Authority.put(
                try TestFiles.bytes(atPath: "\(folder)/certs/other-ca.pem"),
                at: "\(folder)/certs/client-ca.pem"
            )
            #expect(try gate.command(["reload"]).status == 0)
            try held.send("ListCollections", [:])
            let answer = try held.answer()
            #expect(answer == nil || answer?.status == 403, "\(String(describing: answer))")
            #expect(try held.answer() == nil)
            #expect(
                [35, 56].contains(try #require(gate.client("icmec").call("ListCollections", [:]).failure))
            )
        }
    }

    @Test func aChangedFileIsLoadedWithoutBeingAskedFor() async throws {
        try await serving(watching: true) { gate in
            let served = try Self.served(by: gate)
            try Self.renewServer(
                in: gate.folder,
                "\(gate.folder)/certs/server.pem",
                "\(gate.folder)/keys/server.key"
            )
            let entry = try gate.entries.awaited(type: "generation") { _ in true }
            #expect(entry["cause"] == "file")
            #expect(try Self.served(by: gate) != served)
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
        }
    }

    @Test(.enabled(if: MovedClocks.isPossible, MovedClocks.need))
    func filesThatNobodyLoadsForFiveMinutesAreAnAlarmUntilTheyAreLoaded() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let folder = "\(place)/gate"
            try RunningGate.prepare(folder, "reload:\n  watch: false\n")
            var clocks = try MovedClocks(in: place)
            let gate = try RunningGate.start(
                in: folder,
                initialise: false,
                environment: clocks.environment
            )
            defer { gate.kill() }
            func warnings() throws -> [String] {
                let status = try JSONValue.parse(Array(gate.command(["status", "--json"]).output.dropLast()))
                return status["warnings"]?.array?.compactMap { $0.string?.value } ?? []
            }
            #expect(try warnings().isEmpty)
            try Self.renewServer(in: folder, "\(folder)/certs/server.pem", "\(folder)/keys/server.key")
            for _ in 0..<2_000 { guard try warnings().isEmpty else { break } }
            #expect(try warnings().contains { $0.hasSuffix(" and are not loaded") })
            #expect(try gate.entries.entries("alarm").isEmpty, "not before five minutes")
            for _ in 0..<2 { try clocks.pass(seconds: 160) }
            let alarm = try gate.entries.awaited(type: "alarm") { $0["about"] == "reload_missed" }
            #expect(alarm["problem"]?.string?.value.contains("nobody has loaded them") == true)
            #expect(
                try gate.admin("/metrics").body.contains(#"abeyance_alarms_total{about="reload_missed"} 1"#)
            )
            #expect(gate.log.contains("nobody has loaded them; run `abeyance reload`"))
            #expect(try gate.command(["reload"]).status == 0)
            #expect(try warnings().isEmpty)
            #expect(try gate.entries.entries("alarm").count == 1)
            #expect(gate.stop() == 0)
        }
    }

    @Test func anUnreadableDenyListShutsEverybodyOutUntilItCanBeRead() async throws {
        try await serving(watching: false) { gate in
            let path = "\(gate.folder)/state/denied.json"
            let good = try TestFiles.bytes(atPath: path)
            try Authority.put(Array("{".utf8), at: path)
            #expect(try gate.command(["reload"]).status == 0, "certificates and keys are as they should be")
            #expect(
                [35, 56].contains(try #require(gate.client("thorn").call("ListCollections", [:]).failure))
            )
            #expect(try gate.entries.entries("alarm").first?["about"] == "deny_list")
            try Authority.put(good, at: path)
            #expect(try gate.command(["reload"]).status == 0)
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
        }
    }

    @Test func aKeyAndWhateverWasIssuedTooEarlyAreDeniedAtOnceAndForGood() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder)
            let authority = try Authority(in: folder)
            try authority.issue(forKeyOf: "thorn", as: "thorn-again", ["-days", "30"])
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let held = try HeldConnection(to: gate, as: "thorn")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)
            let denied = try gate.command([
                "cert", "deny", "--key", "\(folder)/certs/thorn.pem", "--reason", "the key was lost",
            ])
            #expect(denied.status == 0, "\(denied.errors)")
            try held.send("ListCollections", [:])
            let answer = try held.answer()
            #expect(answer == nil || answer?.status == 403, "\(String(describing: answer))")
            for name in ["thorn", "thorn-again"] {
                #expect(try gate.client(name).call("ListCollections", [:]).failure != nil)
            }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)

            let moment = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -60))
            let early = try gate.command([
                "cert", "deny", "--issued-before", moment, "\(folder)/certs/client-ca.pem", "--reason",
                "the authority was broken into",
            ])
            #expect(early.status == 0, "\(early.errors)")
            try authority.issue(forKeyOf: "icmec", as: "icmec-again", ["-days", "30"])
            #expect(try gate.client("icmec").call("ListCollections", [:]).failure != nil, "an hour old")
            #expect(try gate.client("icmec-again").call("ListCollections", [:]).status == 200)
            #expect(gate.stop() == 0)

            try TestFiles.write(
                Array(#"{"certificates":[],"keys":[]}"#.utf8),
                toPath: "\(folder)/state/denied.json"
            )
            let second = try RunningGate.start(in: folder, initialise: false)
            defer { second.kill() }
            for name in ["thorn", "thorn-again", "icmec"] {
                #expect(
                    try second.client(name).call("ListCollections", [:]).failure != nil,
                    "\(name): deleted lines undo nothing"
                )
            }
            #expect(try second.client("icmec-again").call("ListCollections", [:]).status == 200)
            #expect(second.stop() == 0)
            #expect(try second.entries.entries("certificate").count == 2)
            let verified = try second.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    private func serving(watching: Bool, _ body: (RunningGate) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "reload:\n  watch: \(watching)\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            try body(gate)
        }
    }

    /// The fingerprint of the certificate that the gate shows now.
    private static func served(by gate: RunningGate) throws -> String {
        let script =
            "openssl s_client -connect 127.0.0.1:\(gate.port) -showcerts </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"
        let run = try Subprocess.run("sh", ["-c", script])
        try #require(run.status == 0, "\(run.errors)")
        return String(decoding: run.output, as: UTF8.self)
    }

    /// Gives the server another certificate and key in place of the ones that it has, and clients the new one to trust.
    private static func renewServer(in folder: String, _ certificate: String, _ key: String) throws {
        try Authority.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
            "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext",
            "basicConstraints=critical,CA:FALSE", "-keyout", "\(key).next", "-out", "\(certificate).next",
        ])
        try Authority.put(
            try TestFiles.bytes(atPath: "\(certificate).next"),
            at: "\(folder)/certs/server-ca.pem"
        )
        try Authority.put(try TestFiles.bytes(atPath: "\(key).next"), at: key)
        try Authority.put(try TestFiles.bytes(atPath: "\(certificate).next"), at: certificate)
    }
}
