package import Cedar
package import StrictJSON

/// Runs tests of the official corpus shape: a JSON file that names policies, entities and a schema, and requests
/// with the decision, reasons and errors that the reference engine gave.
///
/// Knows nothing of a test framework or the file system, so that a command can call it as well.
package struct CorpusRunner {
    /// Reads a file by the name that a test gives it.
    private let read: (String) throws -> [UInt8]
    /// What else is said of the tests.
    private let companions: CorpusCompanions
    /// What was found so far.
    package private(set) var report = CorpusReport()

    /// A runner that has run nothing yet.
    package init(
        companions: CorpusCompanions = .none,
        read: @escaping (String) throws -> [UInt8]
    ) {
        self.companions = companions
        self.read = read
    }

    /// Runs one test file.
    package mutating func run(_ name: String) {
        report.tests += 1
        do {
            let test = try JSONValue.parse(try read(name), limits: Self.limits)
            try run(test, name: name)
        } catch {
            report.others.append("\(name): \(error)")
        }
    }

    private mutating func run(_ test: JSONValue, name: String) throws {
        guard let policiesPath = test["policies"]?.string?.value,
            let entitiesPath = test["entities"]?.string?.value,
            let schemaPath = test["schema"]?.string?.value, let requests = test["requests"]?.array
        else { throw UnusableTest(description: "not a test of the corpus shape") }
        let policies = try PolicySet.parse(try text(policiesPath), file: policiesPath, naming: .position)
        let schema =
            schemaPath.hasSuffix(".json")
            ? try Schema(json: try read(schemaPath), file: schemaPath)
            : try Schema.parse(try text(schemaPath), file: schemaPath)
        let entities = try Entities(json: try read(entitiesPath), schema: schema)
        compareValidation(of: policies, schema, expected: test["shouldValidate"]?.bool, place: name)
        try compareCompanions(test, schema, policies, try read(entitiesPath), place: name)
        report.requests += requests.count
        let compiled = CompiledEntities(entities, CompiledPolicies(policies))
        for (index, json) in requests.enumerated() {
            do {
                let request = try Self.request(json, schema)
                let result = Authorizer().authorize(request, policies: policies, entities: entities)
                compare(result, json, place: "\(name)#\(index)")
                if CompiledRequest(request, over: compiled).authorize() != result {
                    report.decisionMismatches.append(
                        "\(name)#\(index): the compiled form differs from the plain one"
                    )
                }
                compareValidation(
                    of: request,
                    schema,
                    expected: json["validateRequest"]?.bool,
                    place: "\(name)#\(index)"
                )
            } catch {
                report.others.append("\(name)#\(index): \(error)")
            }
        }
    }

    private mutating func compareCompanions(
        _ test: JSONValue,
        _ schema: Schema,
        _ policies: PolicySet,
        _ entities: [UInt8],
        place: String
    ) throws {
        let key = String((place.split(separator: "/").last ?? "").dropLast(".json".count))
        if let verdicts = companions.verdicts {
            report.verdicts += 1
            let verdicts = try JSONValue.parse(try verdicts(key), limits: Self.limits)
            let wrong = ReferenceVerdicts(verdicts, test: test)
                .mismatches(schema: schema, policies: policies, entities: entities)
            report.validationMismatches += wrong.map { "\(place): \($0)" }
        }
        if let schemas = companions.schemas {
            report.schemas += 1
            let wrong = SchemaTranslation.mismatches(text: schema, reference: try schemas(key))
            report.others += wrong.map { "\(place): \($0)" }
        }
    }

    private func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

    private mutating func compareValidation(
        of policies: PolicySet,
        _ schema: Schema,
        expected: Bool?,
        place: String
    ) {
        let errors = schema.validate(policies).filter { $0.severity == .error }
        guard let expected, errors.isEmpty != expected else { return }
        report.validationMismatches.append("\(place): expected \(expected), found \(errors)")
    }

    /// A request that the corpus marks as valid must pass; the mark is absent or false where nothing is claimed.
    private mutating func compareValidation(
        of request: CedarRequest,
        _ schema: Schema,
        expected: Bool?,
        place: String
    ) {
        guard expected == true else { return }
        do { try schema.check(request) } catch { report.validationMismatches.append("\(place): \(error)") }
    }

    private mutating func compare(_ result: AuthorizationResult, _ expected: JSONValue, place: String) {
        let reasons = Set(result.determining.map(\.name))
        let errors = Set(result.errors.map(\.policy.name))
        let expectedReasons = Set((expected["reason"]?.array ?? []).compactMap(\.string))
        let expectedErrors = Set((expected["errors"]?.array ?? []).compactMap(\.string))
        let decision = expected["decision"]?.string
        let agrees = ExactString(result.decision.rawValue) == decision && reasons == expectedReasons
        guard !agrees || errors != expectedErrors else { return }
        report.decisionMismatches.append(
            "\(place): \(result.decision) by \(reasons), errors \(result.errors.map { "\($0.error)" }); "
                + "expected \(decision?.value ?? "?") by \(expectedReasons), errors \(expectedErrors)"
        )
    }

    /// The request that a test describes.
    package static func request(_ json: JSONValue, _ schema: Schema) throws -> CedarRequest {
        func uid(_ name: ExactString) throws -> EntityUID {
            guard let type = json[name]?["type"]?.string, let id = json[name]?["id"]?.string else {
                throw UnusableTest(description: "no `\(name)`")
            }
            return EntityUID(type: type, id: id)
        }
        let action = try uid("action")
        return CedarRequest(
            principal: try uid("principal"),
            action: action,
            resource: try uid("resource"),
            context: try CedarRecord(contextJSON: json["context"] ?? [:], schema: schema, action: action)
        )
    }

    /// What a test's files may be at most.
    package static let limits = JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 1_000_000)
}
