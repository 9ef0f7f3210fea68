import PolicyTesting
import StrictJSON
import Testing

@Suite("A run of policy tests")
struct TestRunTests {
    @Test("cases that come out as expected pass, and cover every part that they have seen both ways")
    func passes() async throws {
        let report = TestReport(try await Sample.run(Sample.head + Sample.complete), requiresCoverage: true)
        #expect(report.isPassed)
        #expect(
            report.lines == [
                "1 file, 5 cases: 5 passed, 0 failed",
                "coverage: 6 of 6 parts of 2 policies seen both ways (100.0 %)",
            ]
        )
    }

    @Test("a case that comes out otherwise fails in one line, with its place, both decisions and the clause")
    func fails() async throws {
        let text =
            Sample.head + Sample.complete + """
                  - name: wrongly expected
                    who: metro-police
                    purpose: audit
                    expect: deny
                    rules: no-police
                    reasons: moratorium_police
                """
        let run = try await Sample.run(text)
        let report = TestReport(run, requiresCoverage: false)
        #expect(!report.isPassed)
        let line = try #require(report.lines.first)
        #expect(line.hasPrefix("FAILED "))
        #expect(line.contains("tests/cases.yaml:27:5: wrongly expected: "))
        #expect(
            line.contains("expected deny by `no-police` (moratorium_police), got allow by `permit-all`: ")
        )
        #expect(line.contains("`no-police` did not match: its `when` at "))
        #expect(line.contains(#"rules.cedar:9:1 is false: `context.purpose == "research"`"#))
        #expect(report.lines.contains("1 file, 6 cases: 5 passed, 1 failed"))
    }

    @Test(
        "the decision alone is not enough: another rule or another reason fails",
        arguments: [
            "rules: other\n    reasons: moratorium_police",
            "rules: []\n    reasons: moratorium_police",
            "rules: [no-police, permit-all]\n    reasons: moratorium_police",
            "rules: no-police\n    reasons: warrant_required",
            "rules: no-police\n    reasons: [moratorium_police, warrant_required]",
        ]
    )
    func wrongReason(expected: String) async throws {
        let text =
            Sample.head
                + """
                  - name: police
                    who: metro-police
                    purpose: research
                    expect: deny
                    \(expected)
                """.replacing("\n    reasons", with: "\n    reasons")
        let run = try await Sample.run(text)
        #expect(run.failures.count == 1)
        #expect(run.failures.first?.explanation.contains("forbidden by rule `no-police`") == true)
    }

    @Test("what no case has seen is told, and fails the run only where coverage is asked for")
    func uncovered() async throws {
        let text =
            Sample.head + """
                  - name: police for research
                    who: metro-police
                    purpose: research
                    expect: deny
                    rules: no-police
                    reasons: moratorium_police
                """
        let run = try await Sample.run(text)
        #expect(TestReport(run, requiresCoverage: false).isPassed)
        #expect(!TestReport(run, requiresCoverage: true).isPassed)
        let missing = run.coverage.missing.map { "\($0.policy) \($0.place) \($0.text)" }
        #expect(
            missing == [
                "no-police 4:1 principal of the scope", "no-police 4:1 action of the scope",
                "no-police 9:8 context has purpose", #"no-police 9:31 context.purpose == "research""#,
            ]
        )
        let lines = TestReport(run, requiresCoverage: false).lines
        #expect(
            lines.contains { $0.hasPrefix("UNTESTED ") && $0.contains(": never false: context has purpose") }
        )
    }

    @Test(
        "a policy that never decided is untested in one line, and so is every term of it that was not reached"
    )
    func neverDecided() async throws {
        let text =
            Sample.head + """
                  - name: others
                    who: shop-chain
                    expect: allow
                    rules: permit-all
                """
        let run = try await Sample.run(text)
        let untested = TestReport(run, requiresCoverage: true).lines.filter { $0.hasPrefix("UNTESTED") }
        #expect(untested.count == 1)
        #expect(
            untested.first?.hasSuffix("rules.cedar:4:1: `no-police`: never decided") == true,
            "\(untested)"
        )
        #expect(run.coverage.missing.filter { $0.part == .term }.allSatisfy { $0.seen.isEmpty })
        #expect(run.coverage.missing.count == 5)
    }

    @Test("what is untested is told in full only where coverage is asked for")
    func manyUntested() async throws {
        let rules = (0..<30).map {
            "@id(\"p\($0)\") permit (principal == Organisation::\"o\($0)\", action, resource);"
        }
        let text =
            Sample.head + """
                  - name: others
                    who: shop-chain
                    expect: deny
                    rules: []
                    reasons: default_deny
                """
        let run = try await Sample.run(text, policies: rules.joined(separator: "\n"))
        #expect(TestReport(run, requiresCoverage: true).lines.count == 32)
        let lines = TestReport(run, requiresCoverage: false).lines
        #expect(lines.count == 13)
        #expect(lines.contains("UNTESTED 20 more; `--require-coverage` lists all"))
    }

    @Test("a scope counts only where the other two parts hold, so that it alone kept the policy away")
    func scopeAlone() async throws {
        let text =
            Sample.head + """
                  - name: neither police nor matching
                    who: shop-chain
                    operation: IndexFaces
                    expect: allow
                    rules: permit-all
                """
        let seen = try await Sample.run(text).coverage.items.filter {
            $0.policy == "no-police" && $0.part != .term
        }
        #expect(seen.allSatisfy { $0.seen.isEmpty })
    }

    @Test("the facts of a case replace those of the bundle")
    func facts() async throws {
        let policies = """
            @id("law")
            permit (principal, action, resource)
            when { context.facts has federal_law_in_force && context.facts.federal_law_in_force };
            """
        let text =
            Sample.head + """
                  - name: in force
                    who: shop-chain
                    facts: { federal_law_in_force: true }
                    expect: allow
                    rules: law
                  - name: not in force
                    who: shop-chain
                    facts: { federal_law_in_force: false }
                    expect: deny
                    rules: []
                    reasons: default_deny
                  - name: not said
                    who: shop-chain
                    expect: deny
                    rules: []
                    reasons: default_deny
                """
        let report = TestReport(try await Sample.run(text, policies: policies), requiresCoverage: true)
        #expect(report.isPassed, "\(report.lines)")
    }

    @Test("as JSON it has every case, every part and the sums")
    func json() async throws {
        let run = try await Sample.run(Sample.head + Sample.complete)
        let json = TestReport(run, requiresCoverage: true).json
        #expect(json["passed"] == true)
        #expect(json["cases"]?.array?.count == 5)
        #expect(json["coverage"]?.array?.count == 6)
        #expect(json["cases"]?.array?.first?["expected"]?["rules"] == ["no-police"])
        #expect(json["summary"]?["uncovered"] == 0)
        #expect(json["coverage"]?.array?.allSatisfy { $0["covered"] == true } == true)
    }
}
