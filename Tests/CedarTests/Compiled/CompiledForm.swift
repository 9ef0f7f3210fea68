import Cedar
import CedarConformance
import StrictJSON
import Testing

/// Decides requests in the fast form and by the reference, and collects where they differ.
struct CompiledForm {
    /// How many requests were decided.
    private(set) var requests = 0
    /// How many policies had no value for one of them.
    private(set) var errors = 0
    /// How many requests were allowed.
    private(set) var allowed = 0
    /// Requests for which the two do not agree in every part.
    private(set) var differences: [String] = []

    /// Decides requests over one set and its entities.
    mutating func compare(
        _ list: [CedarRequest],
        _ policies: PolicySet,
        _ entities: Entities,
        place: String
    ) {
        let compiled = CompiledEntities(entities, CompiledPolicies(policies))
        // One verdict for all, so that nothing of one request may show in the next.
        var verdict = Verdict()
        for (index, request) in list.enumerated() {
            let expected = Authorizer().authorize(request, policies: policies, entities: entities)
            let prepared = CompiledRequest(request, over: compiled)
            prepared.decide(&verdict)
            let found = verdict.result(of: prepared)
            requests += 1
            errors += found.errors.count
            if found.decision == .allow { allowed += 1 }
            if found != expected || prepared.authorize() != expected {
                differences.append("\(place)#\(index): expected \(expected), found \(found)")
            }
        }
    }

    /// Decides the requests of a test of the corpus shape.
    mutating func compare(_ test: String, folder: String, in archive: TarArchive) throws {
        let json = try JSONValue.parse(try archive.bytes(folder + test), limits: Self.limits)
        let policiesPath = try #require(json["policies"]?.string?.value)
        let schemaPath = try #require(json["schema"]?.string?.value)
        let entitiesPath = try #require(json["entities"]?.string?.value)
        let policies = try PolicySet.parse(
            try archive.text(folder + policiesPath),
            file: policiesPath,
            naming: .position
        )
        let schema = try Schema.parse(try archive.text(folder + schemaPath), file: schemaPath)
        let entities = try Entities(json: try archive.bytes(folder + entitiesPath), schema: schema)
        let requests = try (json["requests"]?.array ?? []).map { try CorpusRunner.request($0, schema) }
        compare(requests, policies, entities, place: test)
    }

    static let limits = JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 1_000_000)
}
