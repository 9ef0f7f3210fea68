import Cryptography
import Foundation
import StrictJSON
import Support
import Testing

@Suite("abeyance organisation")
struct OrganisationCommandTests {
    private let pin = String(repeating: "ab", count: 32)

    @Test("an organisation is registered, listed and removed, and the set passes the gate's check in between")
    func registered() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            let before = try TestFiles.bytes(atPath: "\(set)/organisations.json")
            let done = try register(set, "--pin", pin)
            #expect(done.code == 0, "\(done.errors)")
            #expect(done.output.hasPrefix("--- organisations.json\n+++ organisations.json\n@@ "))
            #expect(done.lines.dropFirst(2).allSatisfy { !$0.hasPrefix("-") })
            #expect(try Program.run("policy", "check", set).code == 0)
            let json = try JSONValue.parse(
                Array(try Program.run("organisation", "list", set, "--json").output.utf8)
            )
            let last = try #require(json["organisations"]?.array?.last)
            #expect(last["name"] == "harbour")
            #expect(last["identities"]?.array?.first?["pin"]?.string?.value == pin)
            #expect(try Program.run("organisation", "list", set).output.contains("\n  pin  \(pin)\n"))
            #expect(try Program.run("organisation", "remove", set, "harbour").code == 0)
            #expect(try TestFiles.bytes(atPath: "\(set)/organisations.json") == before)
        }
    }

    @Test(
        "a proposal gets the version after the one in force once, with its first change, and keeps a higher one"
    )
    func version() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            let about = "\(set)/bundle.json"
            let before = try String(contentsOfFile: about, encoding: .utf8)
            let config = ["--config", place.configuration]
            func change(_ arguments: String...) throws -> Outcome {
                try Program.run(Program.abeyance, ["organisation"] + arguments + config)
            }
            let tried = try change("pin", set, "thorn", pin, "--dry-run")
            #expect(tried.lines.contains { $0.hasPrefix("+") && $0.contains(#""version": 2"#) })
            #expect(try String(contentsOfFile: about, encoding: .utf8) == before, "nothing is written")
            let first = try change("pin", set, "thorn", pin)
            #expect(first.code == 0 && !first.errors.contains("--config"), "\(first.errors)")
            let raised = before.replacingOccurrences(of: #""version": 1"#, with: #""version": 2"#)
            #expect(raised != before)
            #expect(try String(contentsOfFile: about, encoding: .utf8) == raised, "nothing else changes")
            let second = try change("unpin", set, "thorn", pin)
            #expect(second.code == 0 && !second.output.contains("bundle.json"), "\(second.output)")
            #expect(try String(contentsOfFile: about, encoding: .utf8) == raised, "once for a proposal")
            try place.replace(#""version": 2"#, by: #""version": 9"#, in: about)
            #expect(try change("pin", set, "thorn", pin).code == 0)
            #expect(try String(contentsOfFile: about, encoding: .utf8).contains(#""version": 9"#))

            try await ServedGate.serve(place) { _ in
                let activated = try Program.run(Program.abeyance, ["policy", "activate", set] + config)
                #expect(activated.code == 0, "\(activated.errors)")
                let next = try place.copyOfPolicies("next")
                let done = try change("pin", next, "icmec", pin)
                #expect(
                    done.output.contains(#""version": 10"#),
                    "one more than the set in force, not than its own"
                )
            }
            let nobody = try place.copyOfPolicies("nobody")
            let alone = try Program.run("organisation", "pin", nobody, "thorn", pin)
            #expect(alone.code == 0)
            #expect(alone.errors.contains("bundle.json keeps version 1"), "\(alone.errors)")
            let missing = try Program.run(
                "organisation",
                "pin",
                nobody,
                "icmec",
                pin,
                "--config",
                "\(place.folder)/none.yaml"
            )
            #expect(missing.failed(2, saying: "none.yaml"))
        }
    }

    @Test("pins come from certificates, chains, requests and digests, and not from authorities")
    func pins() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            let police = try #require(
                try Certificate.all(inPEM: TestFiles.bytes(atPath: place.certificate("metro-police"))).first
            )
            let added = try Program.run(
                "organisation",
                "pin",
                set,
                "metro-police",
                place.certificate("metro-police")
            )
            #expect(added.code == 0)
            #expect(added.errors.contains("pinned \(police.publicKeyDigest.hex) for `metro-police`"))
            let gone = try Program.run(
                "organisation",
                "unpin",
                set,
                "metro-police",
                police.publicKeyDigest.hex
            )
            #expect(gone.code == 0)
            let authority = try Program.run(
                "organisation",
                "pin",
                set,
                "thorn",
                place.certificate("client-ca")
            )
            #expect(authority.failed(2, saying: "no authority's"))
            let text = try Program.run("organisation", "pin", set, "thorn", place.configuration)
            #expect(text.failed(2, saying: "abeyance.yaml: no certificate or request that can be used"))
            let nothing = try Program.run("organisation", "pin", set, "thorn", "abab")
            #expect(nothing.failed(2, saying: "neither a file nor a key pin"))
        }
    }

    @Test("what the gate would refuse changes nothing and says why, file by file")
    func refused() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            let files = try contents(of: set)
            let owner = try Program.run("organisation", "remove", set, "icmec")
            #expect(owner.code == 1)
            #expect(owner.output.isEmpty)
            #expect(
                owner.errors.contains("\(set)/collections.json: collection `missing-children`: the owner")
            )
            #expect(owner.errors.contains("1 problem; nothing was changed"))
            let shared = try register(
                set,
                "--exemption",
                "police-moratorium",
                "--uri",
                "spiffe://abeyance.example/org/harbour",
                "--authority",
                "client-authority"
            )
            #expect(shared.code == 1)
            #expect(shared.errors.contains("shares an authority with `metro-police`"))
            let outside = try register(
                set,
                "--uri",
                "spiffe://other.example/a",
                "--authority",
                "client-authority"
            )
            #expect(outside.code == 1)
            #expect(outside.errors.contains("does not lie below"))
            let twice = try Program.run("organisation", "pin", set, "nobody", pin)
            #expect(twice.failed(2, saying: "no organisation `nobody`"))
            #expect(try contents(of: set) == files)
        }
    }

    @Test("values that no registry takes are refused in the registry's own words")
    func values() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            func with(_ changed: [String: String]) throws -> Outcome {
                let usual = ["--title": "T", "--class": "research", "--jurisdiction": "US", "--pin": pin]
                let arguments = usual.merging(changed) { $1 }.sorted { $0.key < $1.key }.flatMap {
                    [$0.key, $0.value]
                }
                return try Program.run(
                    Program.abeyance,
                    ["organisation", "register", set, "harbour"] + arguments
                )
            }
            #expect(try with(["--class": "polise"]).failed(2, saying: "`polise`"))
            #expect(try with(["--jurisdiction": "Oregon"]).failed(2, saying: "`Oregon` is no jurisdiction"))
            #expect(try with(["--subject": "harbour"]).failed(2, saying: "is no URN"))
            #expect(try with(["--training-valid-until": "2027"]).failed(2, saying: "2027-01-31T00:00:00Z"))
            #expect(try with(["--default-purpose": "fun"]).failed(2, saying: "`fun`"))
            #expect(try with(["--uri": "spiffe://abeyance.example/org/x"]).code == 64)
            #expect(try with([:]).code == 0)
            #expect(try with([:]).failed(2, saying: "`harbour` is registered already"))
        }
    }

    @Test("a dry run shows the difference and changes nothing")
    func dryRun() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            let files = try contents(of: set)
            let shown = try register(set, "--pin", pin, "--dry-run")
            #expect(shown.code == 0)
            #expect(shown.output.contains("+      \"name\": \"harbour\","))
            #expect(shown.errors == "\(set): would have registered `harbour`\n")
            #expect(try contents(of: set) == files)
        }
    }

    @Test("an authority is added to the set, and its clients may then be known by URI")
    func authorities() async throws {
        try await Workplace.use { place in
            let set = try place.copyOfPolicies("proposed")
            let made = try Program.run("cert", "ca", "\(place.folder)/ca", "--name", "CA")
            #expect(made.code == 0, "\(made.errors)")
            let added = try Program.run(
                "organisation",
                "trust",
                set,
                "clients",
                "\(place.folder)/ca/ca.pem",
                "--uri-prefix",
                "spiffe://g.example/org/"
            )
            #expect(added.code == 0, "\(added.errors)")
            let known = try register(set, "--uri", "spiffe://g.example/org/harbour", "--authority", "clients")
            #expect(known.code == 0, "\(known.errors)")
            let bound = try Program.run("organisation", "distrust", set, "clients")
            #expect(bound.code == 1)
            let leaf = try Program.run(
                "organisation",
                "trust",
                set,
                "leaf",
                place.certificate("thorn"),
                "--uri-prefix",
                "spiffe://h.example/"
            )
            #expect(leaf.failed(2, saying: "not an authority's certificate"))
            let prefix = try Program.run(
                "organisation",
                "trust",
                set,
                "b",
                "\(place.folder)/ca/ca.pem",
                "--uri-prefix",
                "g.example"
            )
            #expect(prefix.failed(2, saying: "is no prefix"))
            #expect(try register(set, "--uri", "spiffe://g.example/org/x", "--authority", "nobody").code == 2)
        }
    }

    @Test("a bundle that the gate keeps is listed and never edited")
    func kept() async throws {
        try await Workplace.use { place in
            let bundles = "\(place.state)/bundles"
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: bundles).first)
            #expect(try Program.run("organisation", "list", "\(bundles)/\(name)").code == 0)
            let edited = try Program.run("organisation", "pin", "\(bundles)/\(name)", "thorn", pin)
            #expect(edited.failed(2, saying: "a bundle that was in force and is kept as it was"))
        }
    }

    private func register(_ set: String, _ arguments: String...) throws -> Outcome {
        try Program.run(
            Program.abeyance,
            [
                "organisation", "register", set, "harbour", "--title", "Harbour for Children", "--class",
                "child_protection", "--jurisdiction", "US-OR",
            ] + arguments
        )
    }

    private func contents(of set: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: set) where name.hasSuffix(".json") {
            files[name] = try TestFiles.bytes(atPath: "\(set)/\(name)")
        }
        return files
    }
}
