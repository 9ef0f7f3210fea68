import StrictJSON
import Support
import Testing

@Suite("abeyance policy explain")
struct PolicyExplainTests {
    private static let police = [
        "--organisation", "metro-police", "--operation", "SearchFacesByImage", "--collection", "mugshots",
        "--image-source", "cctv", "--now", "2026-03-01T12:00:00Z",
    ]

    private static func explain(_ place: Workplace, _ options: [String]) throws -> Outcome {
        try Program.run(Program.abeyance, ["policy", "explain", place.policies] + options)
    }

    @Test("a refusal names every forbid, the term that decided, and what would help")
    func refusal() async throws {
        try await Workplace.use { place in
            let said = try Self.explain(place, Self.police)
            #expect(said.code == 1)
            #expect(
                said.lines.first
                    == "refused: metro-police, SearchFacesByImage in mugshots (moratorium_police, threshold_below_floor)"
            )
            #expect(
                said.output.contains(
                    "forbidden by `moratorium-police`  (\(place.policies)/policies/police-moratorium.cedar:"
                )
            )
            #expect(said.output.contains("`context has warrant` is false"))
            #expect(
                said.lines.last
                    == "it would be allowed with a verified warrant that covers this request, and a similarity threshold of at least 99"
            )
        }
    }

    @Test("with the warrant and the threshold it is allowed, and the rules that were lifted are named")
    func allowance() async throws {
        try await Workplace.use { place in
            let said = try Self.explain(place, Self.police + ["--warrant", "--threshold", "99"])
            #expect(said.code == 0)
            #expect(said.output.contains("permitted by `police-own-collection-under-warrant`"))
            #expect(said.output.contains("`moratorium-police` does not forbid it"))
        }
    }

    @Test("when no rule permits, the nearest says what it missed, and --all names the others")
    func nearest() async throws {
        try await Workplace.use { place in
            let asked = [
                "--organisation", "icmec", "--operation", "SearchFacesByImage", "--collection",
                "missing-children",
                "--image-source", "phone", "--purpose", "research",
            ]
            let said = try Self.explain(place, asked)
            #expect(said.code == 1)
            #expect(said.output.contains("no rule permits it"))
            #expect(said.output.contains("`exempt-icmec` would permit it, but for its conditions"))
            #expect(!said.output.contains("exempt-thorn"))
            #expect(!said.output.contains("would be allowed with"))
            let all = try Self.explain(place, asked + ["--all"])
            #expect(all.lines.contains("`exempt-thorn` is about another principal"))
        }
    }

    @Test("--json holds the decision, the reasons, the remedies, and each policy's clauses with their terms")
    func json() async throws {
        try await Workplace.use { place in
            let said = try Self.explain(place, Self.police + ["--json"])
            #expect(said.code == 1)
            let json = try JSONValue.parse(Array(said.output.utf8))
            #expect(json["decision"] == "deny")
            #expect(json["reasons"] == ["moratorium_police", "threshold_below_floor"])
            #expect(json["remedies"]?.array?.count == 1)
            let policies = try #require(json["principals"]?.array?.first?["policies"]?.array)
            let rule = try #require(policies.first { $0["id"] == "moratorium-police" })
            #expect(rule["outcome"] == "matched")
            let clause = try #require(rule["clauses"]?.array?.first)
            #expect(clause["holds"] == true)
            #expect(clause["decisive"]?.array?.first?["text"] == "context has warrant")
        }
    }

    @Test("a request that no policy is asked about says why")
    func notAsked() async throws {
        try await Workplace.use { place in
            let stranger = try Self.explain(place, ["--organisation", "acme", "--operation", "DetectFaces"])
            #expect(stranger.code == 1)
            #expect(
                stranger.output.contains("policy was not asked: the client's organisation is not registered")
            )
            let lost = try Self.explain(
                place,
                ["--organisation", "icmec", "--operation", "SearchFaces", "--collection", "no-such"]
            )
            #expect(lost.code == 1)
            #expect(lost.output.contains("(collection_unknown)"))
            #expect(lost.output.contains("policy was not asked: the set registers no such collection"))
        }
    }

    @Test("a warrant of one's own facts is supposed, and a member that no warrant has is refused")
    func facts() async throws {
        try await Workplace.use { place in
            let live = try place.write(#"{"mode": "live"}"#, to: "live.json")
            let said = try Self.explain(place, Self.police + ["--threshold", "99", "--warrant-facts", live])
            #expect(said.code == 0)
            let wrong = try place.write(#"{"judge": "x"}"#, to: "wrong.json")
            let refused = try Self.explain(place, Self.police + ["--warrant-facts", wrong])
            #expect(refused.failed(2, saying: "wrong.json", "unknown member `judge`"))
        }
    }

    @Test(
        "words that the gate does not know are wrong usage, with the nearest one",
        arguments: [
            (["--operation", "SearchFacesByImages"], "SearchFacesByImage"),
            (["--purpose", "missing_chidl"], "missing_child"),
            (["--image-source", "cctvv"], "cctv"), (["--threshold", "101"], "0 to 100"),
            (["--now", "today"], "2026-"),
            (["--claim", "innocence"], "caseNumber"),
        ]
    )
    func usage(options: [String], hint: String) throws {
        let rest = options[0] == "--operation" ? [] : ["--operation", "DetectFaces"]
        let said = try Program.run(
            Program.abeyance,
            ["policy", "explain", "nowhere", "--organisation", "x"] + rest + options
        )
        #expect(said.code == 64)
        #expect(said.errors.contains(hint))
    }

    @Test("a set with problems is not explained: that is what check is for")
    func unusable() async throws {
        try await Workplace.use { place in
            let folder = try place.copyOfPolicies("broken")
            try TestFiles.write(Array("permit (principal".utf8), toPath: "\(folder)/policies/a.cedar")
            let said = try Program.run(Program.abeyance, ["policy", "explain", folder] + Self.police)
            #expect(said.failed(2, saying: "abeyance policy check"))
        }
    }
}
