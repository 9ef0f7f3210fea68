import Cedar
import StrictJSON

/// Puts cases to the reference engine and to this implementation, and collects where they differ.
struct Comparison {
    /// How many cases were compared.
    private(set) var cases = 0
    /// How many requests were decided by both.
    private(set) var requests = 0
    /// How many of them were allowed.
    private(set) var allowed = 0
    /// How many policies had no value for one of them.
    private(set) var errors = 0
    /// How many policies fit the schema.
    private(set) var valid = 0
    /// How many policies did not.
    private(set) var invalid = 0
    /// What came out differently, with the case in JSON.
    private(set) var differences: [String] = []

    /// Compares cases.
    mutating func run(_ cases: [ReferenceEngine.Case]) async throws {
        let answers = try await ReferenceEngine.answers(to: cases)
        guard answers.count == cases.count else {
            throw ReferenceEngine.Failure(description: "\(answers.count) answers to \(cases.count) cases")
        }
        for (item, answer) in zip(cases, answers) { compare(item, answer) }
    }

    /// Compares one case with what the reference engine said.
    mutating func compare(_ item: ReferenceEngine.Case, _ answer: ReferenceEngine.Answers) {
        cases += 1
        let found: ReferenceEngine.Answers
        do { found = try Self.answers(to: item) } catch {
            differences.append("not read here: \(error)")
            return
        }
        func differ(_ what: String) {
            differences.append(
                "\(what)\nreference: \(answer.remarks)\nhere: \(found.remarks)\n\(item.policies)"
            )
        }
        guard answer.readsPolicies == found.readsPolicies else { return differ("policies or links") }
        if answer.json != found.json { differ("JSON: \(answer.json ?? "none")\n\(found.json ?? "none")") }
        for id in answer.invalid.symmetricDifference(found.invalid).sorted() {
            let policy = Int(id.dropFirst("policy".count)).map {
                item.policies.split(separator: "\n", omittingEmptySubsequences: false)[$0]
            }
            differences.append(
                "validation of \(id): \(policy ?? "")\nreference: \(answer.remarks.filter { $0.contains(id) })\n"
                    + "here: \(found.remarks)"
            )
        }
        invalid += found.invalid.count
        if item.schema != nil { valid += item.policies.split(separator: "\n").count - found.invalid.count }
        guard answer.readsEntities == found.readsEntities else { return differ("entities") }
        guard answer.readsEntities else { return }
        guard answer.decisions.count == found.decisions.count else { return differ("number of requests") }
        for (index, pair) in zip(answer.decisions, found.decisions).enumerated() {
            guard pair.0 == pair.1 else {
                differ("request \(item.requests[index]): expected \(pair.0 as Any), found \(pair.1 as Any)")
                continue
            }
            requests += pair.0 == nil ? 0 : 1
            allowed += pair.0?.isAllowed == true ? 1 : 0
            errors += pair.0?.errors.count ?? 0
        }
    }

    /// What this implementation says to a case.
    private static func answers(to item: ReferenceEngine.Case) throws -> ReferenceEngine.Answers {
        var answers = ReferenceEngine.Answers()
        var policies: PolicySet
        do {
            policies = try PolicySet.parse(item.policies, file: "case", naming: .position, templates: .kept)
            answers.json = ReferenceEngine.canonical(policies.json)
            for link in item.links {
                try policies.link(link.template, as: link.id, filling: link.values)
            }
        } catch {
            answers.readsPolicies = false
            answers.remarks.append("\(error)")
            return answers
        }
        let schema = try item.schema.map { try Schema.parse($0, file: "schema") }
        if let schema {
            let problems = schema.validate(policies).filter { $0.severity == .error }
            answers.invalid = Set(problems.map { "policy\($0.line - 1)" })
            answers.remarks += problems.map(\.description)
        }
        let entities: Entities
        do {
            entities = try Self.entities(item, schema)
        } catch {
            answers.readsEntities = false
            answers.remarks.append("\(error)")
            return answers
        }
        let compiled = CompiledEntities(entities, CompiledPolicies(policies))
        for request in item.requests {
            do { try schema?.check(request) } catch {
                answers.remarks.append("\(error)")
                answers.decisions.append(nil)
                continue
            }
            let plain = decision(Authorizer().authorize(request, policies: policies, entities: entities))
            let fast = decision(CompiledRequest(request, over: compiled).authorize())
            answers.decisions.append(plain)
            if plain != fast {
                throw ReferenceEngine.Failure(description: "\(request): the fast form differs")
            }
        }
        return answers
    }

    private static func entities(_ item: ReferenceEngine.Case, _ schema: Schema?) throws -> Entities {
        let bytes = JSONValue.array(item.entities.map(\.testJSON)).serialized()
        return if let schema { try Entities(json: bytes, schema: schema) } else { try Entities(json: bytes) }
    }

    private static func decision(_ result: AuthorizationResult) -> ReferenceEngine.Decision {
        ReferenceEngine.Decision(
            isAllowed: result.decision == .allow,
            reasons: Set(result.determining.map(\.name.value)),
            errors: Set(result.errors.map(\.policy.name.value))
        )
    }
}
