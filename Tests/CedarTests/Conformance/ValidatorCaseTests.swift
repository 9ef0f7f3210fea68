import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("the reference engine's verdicts on policies, requests and entities")
struct ValidatorCaseTests {
    @Test(
        "every validator case gets the labelled verdicts",
        .enabled(if: SharedData.isPresent("cedar/validator-cases.tar.gz"), "shared data absent")
    )
    func cases() throws {
        let archive = try TarArchive.shared("cedar/validator-cases.tar.gz")
        let verdicts = archive.paths(suffix: Self.suffix)
        #expect(verdicts.count == 110)
        for verdict in verdicts {
            let test = try ValidationCase(String(verdict.dropLast(Self.suffix.count)), in: archive)
            try Self.compare(test, try Self.json(archive, verdict), place: verdict)
        }
    }

    @Test(
        "every policy of the second corpus gets the strict verdict, every entity and request is valid",
        .enabled(if: SharedData.isPresent("cedar/go-nightly"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func nightly() throws {
        let tests = try TarArchive.shared("cedar/go-nightly/corpus-tests.tar.gz")
        let archive = try TarArchive.shared("cedar/go-nightly/corpus-tests-validation.tar.gz")
        let verdicts = archive.paths(suffix: Self.suffix)
        #expect(verdicts.count == 7750)
        for verdict in verdicts {
            let file = verdict.split(separator: "/").last ?? ""
            let test = try ValidationCase("corpus-tests/\(file.dropLast(Self.suffix.count))", in: tests)
            try Self.compare(test, try Self.json(archive, verdict), place: verdict)
        }
    }

    @Test(
        "every entity file is taken or refused under its schema as the reference engine does",
        .enabled(if: SharedData.isPresent("cedar/entity-parsing.tar.gz"), "shared data absent")
    )
    func entityParsing() throws {
        let archive = try TarArchive.shared("cedar/entity-parsing.tar.gz")
        let cases = archive.paths(suffix: ".parsing.json").map { String($0.dropLast(".parsing.json".count)) }
        #expect(cases.count == 22)
        for name in cases {
            let test = try Self.json(archive, "\(name).json")
            let verdict = try Self.json(archive, "\(name).parsing.json")
            let file = "cedar-go-entity-parsing/\(test["schema"]?.string?.value ?? "")"
            let schema = try Schema.parse(try archive.text(file), file: file)
            let bytes = try archive.bytes("\(name).entities.json")
            let isTaken = (try? Entities(json: bytes, schema: schema)) != nil
            #expect(isTaken == verdict["allEntities"]?["success"]?.bool, "\(name)")
        }
    }

    private static let suffix = ".validation.json"

    private static func compare(_ test: ValidationCase, _ expected: JSONValue, place: String) throws {
        for (policy, verdict) in expected["policyValidation"]?["perPolicy"]?.object?.members ?? [] {
            let problems = test.problems(of: PolicyID(policy))
            #expect(problems.isEmpty == verdict["strict"]?.bool, "\(place): \(policy): \(problems)")
        }
        let entities = expected["entityValidation"]?["perEntity"]?.object?.members ?? []
        let areValid = !entities.contains { $0.value["errors"] != nil }
        #expect((test.entitiesError == nil) == areValid, "\(place): \(test.entitiesError ?? "no error")")
        for (index, verdict) in (expected["requestValidation"]?.array ?? []).enumerated() {
            let error = test.requestError(index)
            #expect((error == nil) == verdict["strict"]?.bool, "\(place)#\(index): \(error ?? "no error")")
        }
    }

    private static func json(_ archive: TarArchive, _ path: String) throws -> JSONValue {
        try JSONValue.parse(
            try archive.bytes(path),
            limits: JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 1_000_000)
        )
    }

    /// The files of one case, loaded.
    private struct ValidationCase {
        private let schema: Schema
        private let diagnostics: [CedarDiagnostic]
        private let policies: PolicySet
        private let requests: [JSONValue]
        let entitiesError: String?

        init(_ name: String, in archive: TarArchive) throws {
            schema = try Schema.parse(try archive.text("\(name).cedarschema"), file: name)
            policies = try PolicySet.parse(try archive.text("\(name).cedar"), file: name, naming: .position)
            diagnostics = schema.validate(policies)
            requests = try ValidatorCaseTests.json(archive, "\(name).json")["requests"]?.array ?? []
            do {
                _ = try Entities(json: try archive.bytes("\(name).entities.json"), schema: schema)
                entitiesError = nil
            } catch {
                entitiesError = "\(error)"
            }
        }

        func problems(of id: PolicyID) -> [String] {
            guard let policy = policies[id] else { return ["no such policy"] }
            return diagnostics.filter { problem in
                problem.severity == .error && problem.span.start >= policy.span.start
                    && problem.span.start < policy.span.end
            }.map(\.description)
        }

        func requestError(_ index: Int) -> String? {
            do {
                try schema.check(try CorpusRunner.request(requests[index], schema))
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}
