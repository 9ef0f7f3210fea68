import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// Revocation lists over real sockets: made by OpenSSL, met by OpenSSL's client and by curl.
@Suite(.serialized) struct RevocationTests {
    @Test func aRevokedClientIsRefusedInItsHandshakeOnItsOpenConnectionAndWhenItResumes() async throws {
        try await serving { gate, authority in
            let session = "\(gate.folder)/session"
            #expect(try gate.ask(as: "icmec", keeping: session).isServed)
            let resumed = try gate.ask(as: "icmec", resuming: session)
            #expect(resumed.isServed && resumed.isResumed, "\(resumed.words)")
            #expect(try gate.ask(as: "icmec", keeping: session).isServed)
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)

            try authority.revoke("icmec")
            try authority.publish()
            let entry = try gate.entries.awaited(type: "revocation_list") { _ in true }
            #expect(entry["number"] == "1")
            #expect(entry["revoked"] == 1)
            let decided = try gate.entries.entries("decision").count
            try held.send("ListCollections", [:])
            let answer = try held.answer()
            #expect(answer == nil || answer?.status == 403, "\(String(describing: answer))")
            #expect(try held.answer() == nil, "the connection is closed")
            let again = try gate.ask(as: "icmec", resuming: session)
            #expect(!again.isServed, "\(again.words)")
            #expect(
                [35, 56].contains(try #require(gate.client("icmec").call("ListCollections", [:]).failure))
            )
            #expect(try gate.entries.entries("decision").count == decided, "nothing was decided any more")
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
            #expect(try gate.entries.entries("generation").isEmpty, "a list waits for no generation")
        }
    }

    @Test func anOlderListIsIgnoredWithAnAlarmAndTheNewerOneOutlivesItsFileAndARestart() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder)
            let authority = try Authority(in: folder)
            try authority.publish()
            let old = try TestFiles.bytes(atPath: "\(folder)/crl/list.pem")
            try authority.revoke("icmec")
            try authority.publish()
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            try expectRefused("icmec", by: gate)
            try Authority.put(old, at: "\(folder)/crl/list.pem")
            let alarm = try gate.entries.awaited(type: "alarm") { _ in true }
            #expect(alarm["about"] == "revocation_list")
            #expect(
                alarm["problem"]?.string?.value.contains("number 1 does not follow number 2, ignored") == true
            )
            try expectRefused("icmec", by: gate)
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
            #expect(gate.stop() == 0)

            try FileManager.default.removeItem(atPath: "\(folder)/crl/list.pem")
            let second = try RunningGate.start(in: folder, initialise: false)
            try expectRefused("icmec", by: second)
            #expect(try second.client("thorn").call("ListCollections", [:]).status == 200)
            #expect(second.stop() == 0)
            #expect(try second.entries.entries("revocation_list").count == 1, "it was taken once")

            // The copy is gone too: nobody knows whom list 2 revoked.
            try FileManager.default.removeItem(atPath: "\(folder)/state/revocations")
            let third = try RunningGate.start(in: folder, initialise: false)
            defer { third.kill() }
            try expectRefused("thorn", by: third)
            #expect(third.log.contains("number 2 was in force before"))
            #expect(third.stop() == 0)
            let verified = try third.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func oneAuthoritysBadListShutsOutItsClientsAndNobodyElses() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder)
            let first = try Authority(in: folder)
            let second = try Authority.found("second-ca", in: folder)
            try second.issue(forKeyOf: "thorn", as: "thorn-second", ["-days", "30"])
            try second.issue(forKeyOf: "icmec", as: "icmec-second", ["-days", "30"])
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            try trust(second, in: gate)
            for name in ["thorn", "thorn-second", "icmec", "icmec-second"] {
                #expect(try gate.client(name).call("ListCollections", [:]).status == 200, "\(name)")
            }

            // One list for two authorities: it speaks for its own, and the other one's clients need none.
            try second.revoke("icmec-second")
            try second.publish(as: "second.pem")
            _ = try gate.entries.awaited(type: "revocation_list") { _ in true }
            try expectRefused("icmec-second", by: gate)
            for name in ["thorn", "thorn-second", "icmec"] {
                #expect(try gate.client(name).call("ListCollections", [:]).status == 200, "\(name)")
            }

            // A list without a number is no list that can be used.
            let unnumbered = "[list]\nauthorityKeyIdentifier=keyid\n"
            try TestFiles.write(Array(unnumbered.utf8), toPath: "\(folder)/extensions")
            let settings = "\(folder)/client-ca-books/settings"
            let text = String(decoding: try TestFiles.bytes(atPath: settings), as: UTF8.self)
            let without = text.split(separator: "\n").filter { !$0.hasPrefix("crlnumber") }
            try TestFiles.write(Array(without.joined(separator: "\n").utf8 + [0x0a]), toPath: settings)
            try first.publish(as: "first.pem")
            let alarm = try gate.entries.awaited(type: "alarm") { _ in true }
            #expect(alarm["problem"]?.string?.value.contains("the list needs one number") == true, "\(alarm)")
            try expectRefused("thorn", by: gate)
            #expect(try gate.client("thorn-second").call("ListCollections", [:]).status == 200)

            // Bytes that are no list at all could speak for anybody.
            try Authority.put(Array("nonsense".utf8), at: "\(folder)/crl/other.pem")
            _ = try gate.entries.awaited(type: "alarm") {
                $0["problem"]?.string?.value.contains("other.pem") == true
            }
            try expectRefused("thorn-second", by: gate)
            for file in ["other.pem", "first.pem"] {
                try FileManager.default.removeItem(atPath: "\(folder)/crl/\(file)")
            }
            #expect(try gate.command(["reload"]).status == 0)
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
            #expect(try gate.client("thorn-second").call("ListCollections", [:]).status == 200)
            try expectRefused("icmec-second", by: gate)
            #expect(gate.stop() == 0)
            #expect(gate.log.contains("alarm: revocation_list: \(folder)/crl/other.pem: "))
        }
    }

    @Test func aListPastItsEndRefusesItsIssuersClientsAndTheStatusSaysSo() async throws {
        try await serving { gate, authority in
            try authority.publish(
                as: "list.pem",
                ["-crl_lastupdate", "20250101000000Z", "-crl_nextupdate", "20250102000000Z"]
            )
            _ = try gate.entries.awaited(type: "revocation_list") { _ in true }
            try expectRefused("thorn", by: gate)
            #expect(gate.log.contains("handshake refused: revocation_stale"))
            let status = try gate.command(["status"])
            #expect(status.status == 1)
            #expect(String(decoding: status.output, as: UTF8.self).contains("expired (2025-01-02T"))
            try authority.publish()
            _ = try gate.entries.awaited(type: "revocation_list") { $0["number"] == "2" }
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
        }
    }

    @Test func aCertificateThatEndsTakesItsConnectionWithIt() async throws {
        try await serving { gate, authority in
            let end = Date(timeIntervalSinceNow: 20)
            let text = DateFormatter.certificateTime.string(from: end)
            try authority.issue(forKeyOf: "thorn", as: "brief", ["-enddate", text])
            let held = try HeldConnection(to: gate, as: "brief")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)
            #expect(try held.answer() == nil, "the gate closes the connection")
            #expect(Date() >= end)
            #expect(!(try gate.ask(as: "brief").isServed))
            #expect(
                try gate.client("thorn").call("ListCollections", [:]).status == 200,
                "only its time was over"
            )
        }
    }

    private func serving(_ body: (RunningGate, Authority) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder)
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            try body(gate, try Authority(in: folder))
        }
    }

    private func expectRefused(_ name: String, by gate: RunningGate) throws {
        let answer = try gate.client(name).call("ListCollections", [:])
        #expect([35, 56].contains(answer.failure ?? 0), "\(name): \(answer)")
    }

    /// Has the gate trust another authority: its certificate at hand, its key in the policy set.
    private func trust(_ authority: Authority, in gate: RunningGate) throws {
        let hand = "\(gate.folder)/certs/client-ca.pem"
        let both =
            try TestFiles.bytes(atPath: hand)
            + TestFiles.bytes(atPath: "\(gate.folder)/certs/\(authority.name).pem")
        try Authority.put(both, at: hand)
        let reloaded = try gate.command(["reload"])
        try #require(reloaded.status == 0, "\(reloaded.errors)")
        let shown = try Subprocess.run(
            Programs.abeyance,
            ["cert", "show", "--json", "\(gate.folder)/certs/\(authority.name).pem"]
        )
        let pin = try #require(try JSONValue.parse(shown.output.dropLast())["keyPin"]?.string?.value)
        let set = "\(gate.folder)/set"
        try FileManager.default.copyItem(atPath: "\(gate.folder)/policies", toPath: set)
        try RegistryFile.add(authority: authority.name, pin: pin, to: set)
        let activated = try gate.command(["policy", "activate", set])
        try #require(activated.status == 0, "\(activated.errors)")
    }
}

extension DateFormatter {
    /// How OpenSSL's command line takes the end of a certificate.
    fileprivate static var certificateTime: DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyyMMddHHmmss'Z'"
        return formatter
    }
}
