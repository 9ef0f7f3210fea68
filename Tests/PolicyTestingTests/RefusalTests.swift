import Foundation
import PolicyTesting
import StrictJSON
import Support
import Testing

@Suite("Files of policy tests that are refused")
struct RefusalTests {
    @Test(
        "an unknown key is refused at its place, with the nearest known one",
        arguments: [
            ("who: a\n    purpos: research", "cases.yaml:7:5: unknown key `purpos`, did you mean `purpose`?"),
            ("who: a\n    rulez: x", "cases.yaml:7:5: unknown key `rulez`, did you mean `rules`?"),
        ]
    )
    func unknownKey(text: String, message: String) async throws {
        let faults = try await Sample.faults(
            case: "  - name: x\n    \(text)\n    expect: deny\n    rules: []\n    reasons: default_deny\n"
        )
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix(message) == true, "\(faults)")
    }

    @Test("an unknown key at the top, in the defaults and in a warrant is refused too")
    func unknownElsewhere() async throws {
        #expect(
            try await Sample.faults("polices: ..\ncases: []").first?
                .hasPrefix("cases.yaml:1:1: unknown key `polices`, did you mean `policies`?") == true
        )
        #expect(
            try await Sample.faults(
                "policies: ../rules.cedar\ndefaults: { nov: 2026-11-21 }\ncases: [{ name: x, who: a, "
                    + "operation: CompareFaces, now: 2026-11-21, expect: allow, rules: x }]"
            ).first?.contains("unknown key `nov`, did you mean `now`?") == true
        )
        #expect(
            try await Sample.faults(
                case: "  - { name: x, who: a, warrant: { standart: y }, expect: allow, rules: x }"
            )
            .first?.contains(":5:35: unknown key `standart`, did you mean `standard`?") == true
        )
    }

    @Test("a repeated key is refused with its line")
    func repeated() async throws {
        let faults = try await Sample.faults(case: "  - name: x\n    who: a\n    who: b\n")
        #expect(faults == ["cases.yaml:6:5: the key `who` stands twice"])
    }

    @Test("a repeated name of a case is refused")
    func repeatedName() async throws {
        let entry = "  - { name: x, who: a, expect: deny, rules: [], reasons: default_deny }\n"
        #expect(
            try await Sample.faults(case: entry + entry)
                == ["cases.yaml:6:5: a case named `x` stands at line 5 already"]
        )
    }

    @Test("text that is not YAML is refused with line and column")
    func malformed() async throws {
        let faults = try await Sample.faults(case: "  - name: [x\n    who: a\n")
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("cases.yaml:") == true)
        #expect(faults.first?.contains("not readable as YAML") == true)
    }

    @Test(
        "values that only look like another are taken as they are written, and refused",
        arguments: [
            (
                "facts: { federal_law_in_force: yes }",
                "`federal_law_in_force` is `yes`, expected `true` or `false`"
            ),
            ("facts: { federal_law_in_force: True }", "is `True`, expected `true` or `false`"),
            ("purpose: no", "unknown word `no`"), ("purpose: ~", "unknown word `~`"),
            ("purpose:", "`purpose` is a single value, found nothing"),
            ("purpose: missing_chld", "unknown word `missing_chld`, did you mean `missing_child`?"),
            ("now: 2021-6-1", "expected a moment such as"), ("now: 2021-02-30", "expected a moment such as"),
            ("now: 1622505600", "expected a moment such as"),
            ("threshold: 9.9e1", "expected a number from 0 to 100"),
            ("threshold: 100.0001", "expected a number from 0 to 100"),
            ("threshold: 99.00001", "expected a number from 0 to 100"),
            ("threshold: -1", "expected a number from 0 to 100"),
            ("max_results: 0x10", "expected a whole number"), ("max_results: 007", "expected a whole number"),
            ("operation: SearchFace", "unknown operation `SearchFace`, did you mean `SearchFaces`?"),
            ("claims: reviewed", "unknown claim `reviewed`, did you mean `review`?"),
            ("warrant: yes", "expected `valid`, `absent`, or keys such as `standard`, found `yes`"),
            ("purpose: !!int 5", "tags such as `!!int` are not read"),
            ("purpose: []", "`purpose` lists nothing"),
        ]
    )
    func implicitTypes(text: String, message: String) async throws {
        let faults = try await Sample.faults(
            case:
                "  - name: x\n    who: a\n    \(text)\n    expect: deny\n    rules: []\n    reasons: default_deny\n"
        )
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.hasPrefix("cases.yaml:") == true)
        #expect(faults.first?.contains(message) == true, "\(faults)")
    }

    @Test(
        "a case that does not say what it expects is refused",
        arguments: [
            ("rules: []", "`expect` is missing"),
            ("expect: denied\n    rules: []", "expected `allow` or `deny`"),
            ("expect: deny", "`rules` is missing"), ("expect: deny\n    rules: x", "`reasons` is missing"),
            ("expect: deny\n    rules: x\n    reasons: nonsense", "unknown word `nonsense`"),
            ("expect: allow\n    rules: x\n    reasons: default_deny", "what is allowed has no `reasons`"),
        ]
    )
    func expectations(text: String, message: String) async throws {
        let faults = try await Sample.faults(case: "  - name: x\n    who: a\n    \(text)\n")
        #expect(faults.count == 1)
        #expect(faults.first?.contains(message) == true, "\(faults)")
    }

    @Test("every bad case of a file is told at once")
    func several() async throws {
        let faults = try await Sample.faults(
            case: "  - { name: a, who: a }\n  - { name: b }\n  - { who: c }\n"
        )
        #expect(faults.count == 3)
    }

    @Test(
        "anchors and aliases are refused before anything is built of them",
        .timeLimit(.minutes(1)),
        arguments: [
            "  - &a { name: x }\n", "  - name: *a\n", "  - { who: [&a b, *a] }\n", "  - ? *a\n    : b\n",
            "  - <<: *a\n",
        ]
    )
    func aliases(text: String) async throws {
        let faults = try await Sample.faults(case: text)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("cases.yaml:5:") == true)
        #expect(faults.first?.contains("anchors and aliases are not read") == true)
    }

    @Test(
        "a text of aliases that would grow a billionfold is refused at its second line",
        .timeLimit(.minutes(1))
    )
    func bomb() async throws {
        var text = "cases:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let row = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "- &a\(level) [\(row)]\n"
        }
        text += "- ? *a12\n  : x\n"
        let faults = try await Sample.faults(text)
        #expect(faults.first?.hasPrefix("cases.yaml:2:3: anchors") == true, "\(faults)")
    }

    @Test("texts with `&` and `*` that are no anchors are read")
    func ampersands() async throws {
        let text =
            Sample.head
                + """
                  - name: Missing & Exploited, 2 * 2, "a &b" and a&b # &c
                    who: shop-chain
                    expect: allow
                    rules: permit-all
                  - name: ' &quoted'
                    who: shop-chain
                    expect: allow
                    rules: permit-all

                """.replacing("\"a &b\" and ", with: "")
        #expect(try await Sample.faults(text) == [])
    }

    @Test("a file nested a hundred thousand deep, or too large, is refused", .timeLimit(.minutes(1)))
    func deep() async throws {
        let deep = try await Sample.faults("cases: " + String(repeating: "[", count: 100_000))
        #expect(deep.count == 1)
        let nested = try await Sample.faults(
            "cases: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        )
        #expect(nested.first?.contains("nested too deeply") == true, "\(nested)")
        let large = try await Sample.faults("# " + String(repeating: "x", count: 1 << 20) + "\n")
        #expect(large.first?.contains("more than 1048576 bytes") == true)
    }

    @Test("a case for too many combinations is refused")
    func combinations() async throws {
        let hundred = "[" + (0..<100).map { "o\($0)" }.joined(separator: ", ") + "]"
        let faults = try await Sample.faults(
            case: "  - { name: x, who: \(hundred), collection: \(hundred), expect: allow, rules: x }\n"
        )
        #expect(faults.first?.contains("more than 1000 combinations") == true, "\(faults)")
    }

    @Test("policies that make no bundle are told by their own file and place")
    func brokenPolicies() async throws {
        let faults = try await Sample.faults(
            Sample.head + Sample.complete,
            policies: "@id(\"x\") permit (principal, action, resource) when { context.warant };"
        )
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("rules.cedar:1:") == true, "\(faults)")
    }

    @Test("a set that names files which are not there is refused, and so is a folder without tests")
    func missing() async throws {
        #expect(
            try await Sample.faults("policies: ../nothing\n" + Sample.head.dropFirst(25) + Sample.complete)
                .first?
                .contains("`../nothing`: no such file or folder") == true
        )
        #expect(throws: TestFaults.self) { try TestRun.of(paths: ["policies/nothing-there"]) }
        let refusal = #expect(throws: TestFaults.self) { try TestRun.of(paths: ["policies/tests/registry"]) }
        #expect(refusal?.description.contains("no tests there") == true)
    }

    @Test("two files of one name are refused, and one file named twice is one")
    func names() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            for name in ["a", "b", "b/policies"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)",
                    withIntermediateDirectories: true
                )
                try TestFiles.write([], toPath: "\(folder)/\(name)/rules.cedar")
            }
            func set(_ policies: String) throws -> TestSet {
                let entry =
                    "{ name: x, who: y, operation: CompareFaces, now: 2026-11-21, expect: allow, rules: z }"
                let text = "policies: \(policies)\ncases: [\(entry)]"
                return try TestSet(TestFile(text: text, path: "\(folder)/tests.yaml"))
            }
            let refusal = #expect(throws: TestFaults.self) { try set("[a, b]") }
            #expect(refusal?.description.contains("have one name in a bundle") == true)
            #expect(try set("[a, a/rules.cedar, ./a/../a]").tested == ["rules.cedar"])
            // As in a bundle, whose `policies` folder is part of it.
            #expect(try set("b").tested == ["rules.cedar", "policies/rules.cedar"])
        }
    }
}
