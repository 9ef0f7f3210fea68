import CedarConformance
import Testing

@Suite("the run over a corpus")
struct CorpusRunnerTests {
    private static let files = [
        "p.cedar": "permit (principal, action, resource) when { context.n == 1 };",
        "s.cedarschema":
            "entity User; action view appliesTo { principal: User, resource: User, context: { n: Long } };",
        "s.cedarschema.json": """
        {"": {"entityTypes": {"User": {}}, "actions": {"view": {"appliesTo": {"principalTypes": ["User"],
          "resourceTypes": ["User"], "context": {"type": "Record", "attributes": {"n": {"type": "EntityOrCommon", "name": "Long"}}}}}}}}
        """,
        "e.entities.json": "[]",
        "t.json": """
        {"policies": "p.cedar", "entities": "e.entities.json", "schema": "s.cedarschema", "shouldValidate": true,
         "requests": [{"principal": {"type": "User", "id": "a"}, "action": {"type": "Action", "id": "view"},
           "resource": {"type": "User", "id": "b"}, "context": {"n": 1}, "validateRequest": true,
           "decision": "allow", "reason": ["policy0"], "errors": []}]}
        """,
        "t.validation.json": """
        {"policyValidation": {"strict": true, "permissive": true, "perPolicy": {"policy0": {"strict": true, "permissive": true}}},
         "entityValidation": {"perEntity": {"Action::view": {}}},
         "requestValidation": [{"strict": true, "permissive": true}]}
        """,
    ]

    /// Runs the one test with a text replaced in all files.
    private static func report(_ from: String = "", _ to: String = "") -> CorpusReport {
        func read(_ name: String) throws -> [UInt8] {
            guard let text = files[name] else { throw UnusableTest(description: "no `\(name)`") }
            return [UInt8]((from.isEmpty ? text : text.replacing(from, with: to)).utf8)
        }
        var companions = CorpusCompanions.none
        companions.verdicts = { try read("\($0).validation.json") }
        companions.schemas = { _ in try read("s.cedarschema.json") }
        var runner = CorpusRunner(companions: companions, read: read)
        runner.run("t.json")
        return runner.report
    }

    @Test("a test that agrees in everything is counted and nothing else")
    func agreeing() {
        #expect(
            Self.report().summary
                == "cedar corpus: 1 tests, 1 requests, 0 decision mismatches, 0 validation mismatches, 0 other"
        )
    }

    @Test(
        "whatever a corpus labels otherwise is a mismatch of its kind",
        arguments: [
            ("\"decision\": \"allow\"", "\"decision\": \"deny\"", 1, 0, 0),
            ("\"reason\": [\"policy0\"]", "\"reason\": []", 1, 0, 0),
            ("\"errors\": []", "\"errors\": [\"policy0\"]", 1, 0, 0),
            ("\"shouldValidate\": true", "\"shouldValidate\": false", 0, 1, 0),
            (
                "\"perPolicy\": {\"policy0\": {\"strict\": true",
                "\"perPolicy\": {\"policy0\": {\"strict\": false", 0, 1, 0
            ),
            ("\"permissive\": true, \"perPolicy\"", "\"permissive\": false, \"perPolicy\"", 0, 1, 0),
            ("\"Action::view\": {}", "\"Action::view\": {\"errors\": [\"x\"]}", 0, 1, 0),
            ("\"Action::view\": {}", "\"User::a\": {}", 0, 1, 0),
            ("[{\"strict\": true", "[{\"strict\": false", 0, 1, 0),
            // The schema in JSON says something else: it means other and is written otherwise.
            ("\"name\": \"Long\"", "\"name\": \"String\"", 0, 0, 3),
            ("\"type\": \"EntityOrCommon\", \"name\": \"Long\"", "\"type\": \"Long\"", 0, 0, 1),
            ("permit (", "permit (,", 0, 0, 1),
        ]
    )
    func disagreeing(_ from: String, _ to: String, _ decisions: Int, _ validations: Int, _ others: Int) {
        let report = Self.report(from, to)
        #expect(report.tests == 1)
        #expect(report.decisionMismatches.count == decisions, "\(report.decisionMismatches)")
        #expect(report.validationMismatches.count == validations, "\(report.validationMismatches)")
        #expect(report.others.count == others, "\(report.others)")
    }

    @Test("a test without its verdicts or schema is not passed over")
    func missing() {
        var companions = CorpusCompanions.none
        companions.verdicts = { throw UnusableTest(description: "no verdict `\($0)`") }
        var runner = CorpusRunner(companions: companions) { [UInt8]((Self.files[$0] ?? "").utf8) }
        runner.run("t.json")
        #expect(runner.report.others == ["t.json: no verdict `t`"])
    }
}
