import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("the reference engine's sample data")
struct SampleDataTests {
    private static let isPresent = SharedData.isPresent("cedar/cli-sample-data.tar.gz")
    private static let tiny = "rust-cli-sample-data/tiny_sandboxes"

    @Test(
        "every example application validates strictly, and allows and denies the requests in the folders of that name",
        .enabled(if: isPresent, "shared data absent")
    )
    func useCases() throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let folders = archive.paths(suffix: "/policies.cedarschema").map {
            $0.dropLast("policies.cedarschema".count)
        }
        #expect(folders.count == 17)
        var requests = 0
        var unfit: [String] = []
        for folder in folders {
            let schema = try Schema.parse(
                try archive.text("\(folder)policies.cedarschema"),
                file: "\(folder)"
            )
            let policies = try Self.policies(archive, "\(folder)policies.cedar", links: "\(folder)linked")
            #expect(schema.validate(policies).isEmpty, "\(folder): \(schema.validate(policies))")
            #expect(schema.validate(policies, mode: .permissive).isEmpty, "\(folder)")
            guard archive.files["\(folder)entities.json"] != nil else { continue }
            let entities = try Self.entities(archive, "\(folder)entities.json", schema, &unfit)
            for decision in [AuthorizationResult.Decision.allow, .deny] {
                let part = "\(folder)\(decision == .allow ? "ALLOW" : "DENY")/"
                for path in archive.paths(suffix: ".json") where path.hasPrefix(part) {
                    let request = try Self.request(try Self.json(archive, path), schema)
                    let result = Authorizer().authorize(request, policies: policies, entities: entities)
                    #expect(result.decision == decision, "\(path): \(result)")
                    requests += 1
                }
            }
        }
        #expect(requests == 46)
        // The reference engine refuses the same two under their schemas, so their decisions are without one.
        #expect(unfit.map { $0.split(separator: "/")[1] } == ["document_cloud", "github_example"])
    }

    @Test(
        "every sandbox validates or not as its name says, under its schema in either syntax",
        .enabled(if: isPresent, "shared data absent")
    )
    func sandboxes() throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let schemas = archive.paths(suffix: ".cedarschema.json")
        #expect(schemas.count == 14)
        var policies = 0
        for path in schemas {
            let bytes = try archive.bytes(path)
            let schema = try Schema.parse(try archive.text(String(path.dropLast(5))), file: path)
            #expect(SchemaTranslation.areAlike(try Schema(json: bytes, file: path), schema), "\(path)")
            let folder = path.split(separator: "/").dropLast().joined(separator: "/") + "/"
            for file in archive.paths(suffix: ".cedar") where file.hasPrefix(folder) {
                let set = try Self.policies(archive, file, links: "")
                let errors = schema.validate(set).filter { $0.severity == .error }
                let isBad = file.hasSuffix("bad.cedar") || file.hasSuffix("/invalid_policy.cedar")
                #expect(errors.isEmpty != isBad, "\(file): \(errors)")
                policies += 1
            }
        }
        #expect(policies == 22)
    }

    @Test(
        "the requests of the small sandboxes get the decisions that the reference engine's tests expect",
        .enabled(if: isPresent, "shared data absent"),
        arguments: [
            (1, AuthorizationResult.Decision.allow), (2, .allow), (3, .deny), (4, .allow), (5, .allow),
            (6, .deny), (7, .allow),
            (8, .allow), (9, .allow),
        ]
    )
    func requests(_ number: Int, _ decision: AuthorizationResult.Decision) throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let folder = "\(Self.tiny)/sample\(number)"
        let schema = try Schema.parse(try archive.text("\(folder)/schema.cedarschema"), file: folder)
        let policies = try Self.policies(archive, "\(folder)/policy.cedar", links: "")
        var unfit: [String] = []
        let entities = try Self.entities(archive, "\(folder)/entity.json", schema, &unfit)
        #expect(unfit.isEmpty != Self.unfitSamples.contains(number))
        let request = try Self.request(try Self.json(archive, "\(folder)/request.json"), schema)
        #expect(
            Authorizer().authorize(request, policies: policies, entities: entities).decision == decision
        )
    }

    @Test(
        "every labelled case of the small sandboxes gets its decision, its reasons and its count of errors",
        .enabled(if: isPresent, "shared data absent")
    )
    func labelledCases() throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        var count = 0
        for path in archive.paths(suffix: "/tests-combined.json") + archive.paths(suffix: "/tests-named.json")
        {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            let schema = try Schema.parse(try archive.text("\(folder)/schema.cedarschema"), file: folder)
            let policies = try Self.policies(archive, "\(folder)/policy.cedar", links: "")
            for (index, test) in (try #require(try Self.json(archive, path).array)).enumerated() {
                let result = Authorizer().authorize(
                    try Self.request(try #require(test["request"]), schema),
                    policies: policies,
                    entities: try Entities(json: try #require(test["entities"]).serialized(), schema: schema)
                )
                let place = Comment(rawValue: "\(path)#\(index)")
                #expect(ExactString(result.decision.rawValue) == test["decision"]?.string, place)
                let reasons = try #require(test["reason"]?.array).compactMap(\.string)
                #expect(Set(result.determining.map(\.name)) == Set(reasons), place)
                #expect(test["num_errors"]?.integer == Int64(result.errors.count), place)
                count += 1
            }
        }
        #expect(count == 31)
    }

    @Test(
        "policies in JSON are read, refused and written as labelled",
        .enabled(if: isPresent, "shared data absent")
    )
    func policyJSON() throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let folder = "\(Self.tiny)/json-check-parse"
        let set = try PolicySet(json: try archive.bytes("\(folder)/policy_set.cedar.json"), file: "set")
        #expect(set.policies.map(\.id) == ["policy0"])
        let policy = try Self.wrapped(archive, "\(folder)/static_policy.cedar.json", "staticPolicies")
        #expect(policy.policies[0].text == set.policies[0].text)
        let template = try Self.wrapped(archive, "\(folder)/policy_template.cedar.json", "templates")
        #expect(template.templates.map(\.slots) == [[.principal, .resource]])
        for name in ["policy_mixed_properties", "policy_no_matching_properties"] {
            let path = "\(folder)/\(name).cedar.json"
            #expect(throws: PolicyJSONError.self) { try PolicySet(json: try archive.bytes(path), file: path) }
            #expect(throws: PolicyJSONError.self) { try Self.wrapped(archive, path, "staticPolicies") }
        }
        let text = try Self.policies(archive, "\(Self.tiny)/translate-policy/policy.cedar", links: "")
        let translated = try Self.json(archive, "\(Self.tiny)/translate-policy/policy.cedar.json")
        let written = try text.json.canonical()
        #expect(written == (try translated.canonical()))
        let authorizing = try Self.wrapped(
            archive,
            "\(Self.tiny)/json-authorize/policy.cedar.json",
            "staticPolicies"
        )
        let request = CedarRequest(
            principal: EntityUID(type: "User", id: "bob"),
            action: EntityUID(type: "Action", id: "view"),
            resource: EntityUID(type: "Photo", id: "VacationPhoto94.jpg")
        )
        let entities = try Entities(json: try archive.bytes("\(Self.tiny)/json-authorize/entity.json"))
        #expect(
            Authorizer().authorize(request, policies: authorizing, entities: entities).decision == .allow
        )
    }

    @Test(
        "schemas are translated both ways, common types kept",
        .enabled(if: isPresent, "shared data absent")
    )
    func schemaTranslation() throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let path = "\(Self.tiny)/translate-schema/tinytodo.cedarschema"
        let schema = try Schema.parse(try archive.text(path), file: "tinytodo")
        let read = try Schema(json: try archive.bytes("\(path).json"), file: "tinytodo.json")
        #expect(SchemaTranslation.areAlike(schema, read))
        #expect(schema.text.contains("type Tasks = Set<Task>;"))
        #expect(read.text.contains("type Tasks = Set<Task>;"))
        #expect(SchemaTranslation.areAlike(try Schema.parse(read.text, file: "again"), schema))
        #expect(SchemaTranslation.areAlike(try Schema(json: schema.json.serialized(), file: "again"), schema))
        let example = try archive.text("rust-schema-testfiles/example.cedarschema")
        let other = try Schema.parse(example, file: "example")
        #expect(other.text.contains("namespace EmptyNs {\n}\n"))
        #expect(SchemaTranslation.areAlike(try Schema.parse(other.text, file: "again"), other))
        #expect(SchemaTranslation.areAlike(try Schema(json: other.json.serialized(), file: "again"), other))
    }

    // MARK: Reading

    /// The small sandboxes whose entities do not fit their schema; the reference engine's tests give none.
    private static let unfitSamples: Set<Int> = [1, 3, 7]

    /// Entities under their schema, or without it when they do not fit.
    private static func entities(
        _ archive: TarArchive,
        _ path: String,
        _ schema: Schema,
        _ unfit: inout [String]
    ) throws -> Entities {
        let bytes = try archive.bytes(path)
        if let entities = try? Entities(json: bytes, schema: schema) { return entities }
        unfit.append(path)
        let all = try Entities(json: bytes).all
        return try Entities(
            all + schema.actionEntities.filter { action in !all.contains { $0.uid == action.uid } }
        )
    }

    private static func policies(
        _ archive: TarArchive,
        _ path: String,
        links: String
    ) throws -> PolicySet {
        var set = try PolicySet.parse(try archive.text(path), file: path, templates: .kept)
        guard archive.files[links] != nil else { return set }
        for link in try #require(try json(archive, links).array) {
            var values: [Slot: EntityUID] = [:]
            for (slot, value) in link["args"]?.object?.members ?? [] {
                values[try #require(Slot(rawValue: slot.value))] = try uid(value)
            }
            try set.link(
                PolicyID(try #require(link["template_id"]?.string)),
                as: PolicyID(try #require(link["link_id"]?.string)),
                filling: values
            )
        }
        return set
    }

    /// A request whose entities are written as in policies.
    private static func request(_ json: JSONValue, _ schema: Schema) throws -> CedarRequest {
        let action = try uid(try #require(json["action"]))
        let request = CedarRequest(
            principal: try uid(try #require(json["principal"])),
            action: action,
            resource: try uid(try #require(json["resource"])),
            context: try CedarRecord(contextJSON: json["context"] ?? [:], schema: schema, action: action)
        )
        try schema.check(request)
        return request
    }

    private static func uid(_ json: JSONValue) throws -> EntityUID {
        let kind = try Expression.parse(try #require(json.string).value, file: "entity").kind
        guard case .literal(.entity(let uid)) = kind else {
            throw UnusableTest(description: "no entity: \(json)")
        }
        return uid
    }

    /// A set of the one policy that a file holds.
    private static func wrapped(
        _ archive: TarArchive,
        _ path: String,
        _ member: ExactString
    ) throws -> PolicySet {
        let set: JSONValue = .object([member: ["policy0": try json(archive, path)]])
        return try PolicySet(json: set.serialized(), file: path, templates: .kept)
    }

    private static func json(_ archive: TarArchive, _ path: String) throws -> JSONValue {
        try JSONValue.parse(try archive.bytes(path), limits: CorpusRunner.limits)
    }
}
