import Cryptography
import StrictJSON
import Support
import Testing

@Suite("Commands to a running gate")
struct RunningGateTests {
    @Test("a policy set is put in force once, and one with a mistake leaves the old one in force")
    func activate() async throws {
        try await Workplace.use { place in
            try await ServedGate.serve(place) { _ in
                func activate(_ folder: String) throws -> Outcome {
                    try Program.run("policy", "activate", folder, "--config", place.configuration)
                }
                #expect(
                    try activate(place.policies).failed(1, saying: "the gate refused", "in force already")
                )
                let next = try place.copyOfPolicies("next")
                try place.replace(#""version": 1"#, by: #""version": 2"#, in: "\(next)/bundle.json")
                let activated = try activate(next)
                #expect(activated.code == 0)
                let facts = try JSONValue.parse(Array(activated.output.utf8.dropLast()))
                let digest = try #require(facts["activated"]?.string?.value)
                #expect(try Program.run("policy", "check", next).output.contains(digest))
                let index = try #require(facts["index"]?.integer)
                let entry = try Program.run("audit", "show", place.state, "\(index)")
                #expect(entry.lines.first?.hasPrefix("entry \(index), bundle_activated, ") == true)
                #expect(entry.output.contains(digest))
                try place.replace("permit", by: "permitt", in: "\(next)/policies/owners.cedar")
                let refused = try activate(next)
                #expect(refused.code == 1)
                #expect(refused.errors.contains("owners.cedar:"))
                let log = try Program.run("audit", "show", place.state, "--type", "bundle_refused")
                #expect(log.lines.count == 2)
            }
        }
    }

    @Test("a denied certificate is turned away, and the log says by whose word and why")
    func deny() async throws {
        try await Workplace.use { place in
            try await ServedGate.serve(place) { gate in
                #expect(try gate.call("ListCollections", as: "thorn") == 200)
                let path = place.certificate("thorn")
                let fingerprint = try #require(
                    try Certificate.all(inPEM: TestFiles.bytes(atPath: path)).first
                )
                .fingerprint.hex
                let denied = try Program.run(
                    "cert",
                    "deny",
                    path,
                    "--reason",
                    "the key was lost",
                    "--config",
                    place.configuration
                )
                #expect(denied.code == 0)
                #expect(denied.output.contains(fingerprint))
                #expect(try gate.call("ListCollections", as: "thorn") != 200)
                #expect(try gate.call("ListCollections", as: "icmec") == 200)
                let log = try Program.run("audit", "show", place.state, "--jsonl")
                #expect(log.lines.contains { $0.contains("the key was lost") && $0.contains(fingerprint) })
                let written = fingerprint.uppercased()
                #expect(
                    try Program.run(
                        "cert",
                        "deny",
                        written,
                        "--reason",
                        "again",
                        "--config",
                        place.configuration
                    ).code == 0
                )
            }
        }
    }

    @Test("the log of a running gate is verified, replayed, read and exported while it grows")
    func readWhileServing() async throws {
        try await Workplace.use { place in
            try await ServedGate.serve(place) { gate in
                _ = try gate.call("ListCollections", as: "thorn")
                _ = try gate.call("ListCollections", as: "metro-police")
                let decisions = try Program.run("audit", "show", place.state, "--type", "decision")
                #expect(decisions.lines.count == 2)
                #expect(decisions.output.contains(": thorn, ListCollections, by "))
                let index = try #require(decisions.lines.first?.split(separator: " ").first)
                let decision = try Program.run("audit", "show", place.state, String(index))
                #expect(decision.lines.contains("  organisation: thorn"))
                #expect(decision.lines.contains(#"  clientAddress: ip("127.0.0.1")"#))
                #expect(decision.lines.contains("  decision: allow"))
                let verified = try Program.run("audit", "verify", place.state, "--key", place.key)
                #expect(verified.code == 0, "\(verified.output)")
                let export = "\(place.folder)/export"
                #expect(try Program.run("audit", "export", place.state, export).code == 0)
                _ = try gate.call("ListCollections", as: "thorn")
                for path in [place.state, export] {
                    let replayed = try Program.run("audit", "replay", path, "--key", place.key)
                    #expect(replayed.code == 0, "\(replayed.output)")
                    let count = path == export ? 2 : 3
                    #expect(replayed.output.contains("\(count) of \(count) decisions came out as recorded"))
                }
            }
        }
    }
}
