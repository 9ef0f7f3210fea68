import Cedar
import StrictJSON
import Support
import Testing

@Suite("the reference engine's verdicts on policies, requests and entities")
struct ValidatorCaseTests {
    @Test(
        "every validator case gets the labelled verdicts",
        .enabled(if: SharedData.isPresent("cedar/validator-cases.tar.gz"), "shared data absent")
    )
    func cases() async throws {
        try await UnpackedArchive.with("cedar/validator-cases.tar.gz") { root in
            let verdicts = try UnpackedArchive.files(in: root, suffix: ".validation.json")
            #expect(verdicts.count == 110)
            for verdict in verdicts {
                let name = "\(root)/\(verdict.dropLast(".validation.json".count))"
                try Self.compare(
                    try ValidationCase(name),
                    try Self.json("\(root)/\(verdict)"),
                    place: verdict
                )
            }
        }
    }

    @Test(
        "every policy of the second corpus gets the strict verdict, every entity and request is valid",
        .enabled(if: SharedData.isPresent("cedar/go-nightly"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func nightly() async throws {
        try await UnpackedArchive.with("cedar/go-nightly/corpus-tests.tar.gz") { tests in
            try await UnpackedArchive.with("cedar/go-nightly/corpus-tests-validation.tar.gz") { root in
                let verdicts = try UnpackedArchive.files(in: root, suffix: ".validation.json")
                #expect(verdicts.count == 7750)
                for verdict in verdicts {
                    let file = verdict.split(separator: "/").last ?? ""
                    let name = "\(tests)/corpus-tests/\(file.dropLast(".validation.json".count))"
                    try Self.compare(
                        try ValidationCase(name),
                        try Self.json("\(root)/\(verdict)"),
                        place: verdict
                    )
                }
            }
        }
    }

    @Test(
        "every entity file is taken or refused under its schema as the reference engine does",
        .enabled(if: SharedData.isPresent("cedar/entity-parsing.tar.gz"), "shared data absent")
    )
    func entityParsing() async throws {
        try await UnpackedArchive.with("cedar/entity-parsing.tar.gz") { root in
            let folder = "\(root)/cedar-go-entity-parsing"
            let cases = try UnpackedArchive.files(in: folder, suffix: ".parsing.json")
            #expect(cases.count == 22)
            for name in cases.map({ String($0.dropLast(".parsing.json".count)) }) {
                let test = try Self.json("\(folder)/\(name).json")
                let verdict = try Self.json("\(folder)/\(name).parsing.json")
                let schemaFile = "\(folder)/\(test["schema"]?.string?.value ?? "")"
                let schema = try Schema.parse(
                    String(decoding: try TestFiles.bytes(atPath: schemaFile), as: UTF8.self),
                    file: schemaFile
                )
                let bytes = try TestFiles.bytes(atPath: "\(folder)/\(name).entities.json")
                let isTaken = (try? Entities(json: bytes, schema: schema)) != nil
                #expect(isTaken == verdict["allEntities"]?["success"]?.bool, "\(name)")
            }
        }
    }

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

    private static func json(_ path: String) throws -> JSONValue {
        try JSONValue.parse(
            try TestFiles.bytes(atPath: path),
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

        init(_ name: String) throws {
            func text(_ suffix: String) throws -> String {
                String(decoding: try TestFiles.bytes(atPath: name + suffix), as: UTF8.self)
            }
            schema = try Schema.parse(try text(".cedarschema"), file: name)
            policies = try PolicySet.parse(try text(".cedar"), file: name, naming: .position)
            diagnostics = schema.validate(policies)
            requests = try ValidatorCaseTests.json("\(name).json")["requests"]?.array ?? []
            do {
                _ = try Entities(json: try TestFiles.bytes(atPath: "\(name).entities.json"), schema: schema)
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
