import Cedar
import CedarConformance
import StrictJSON
import Support

extension Benchmark {
    /// The policy language alone, on policy sets like a broker's.
    static let cedar = Benchmark(
        name: "cedar",
        summary: "the policy language alone, on sets of 5, 50 and 500 policies with 1,000 requests each"
    ) { _ in
        let path = "cedar/broker.tar.gz"
        guard SharedData.isPresent(path) else {
            let place = SharedData.path(path)
            throw NotAvailable("\(place) is missing; ABEYANCE_SHARED names the folder above `data`")
        }
        let archive = try TarArchive(compressedAt: SharedData.path(path))
        return try [(5, 70), (50, 96), (500, 90)].flatMap { count, allowed in
            try BrokerSet(count, in: archive).figures(allowed: allowed)
        }
    }
}

/// A policy set like a broker's, with its requests.
private struct BrokerSet {
    private let count: Int
    private let policies: PolicySet
    private let entities: Entities
    private let requests: [CedarRequest]

    init(_ count: Int, in archive: TarArchive) throws {
        self.count = count
        let schema = try Schema.parse(
            try archive.text("broker/broker.cedarschema"),
            file: "broker.cedarschema"
        )
        let text = try archive.text("broker/broker\(count).cedar")
        policies = try PolicySet.parse(text, file: "broker\(count).cedar")
        entities = try Entities(
            json: try archive.bytes("broker/broker\(count).entities.json"),
            schema: schema
        )
        let file = try JSONValue.parse(
            try archive.bytes("broker/broker\(count).requests.json"),
            limits: JSONLimits(maxDepth: 32, maxMembers: 1_000_000)
        )
        requests = try (file.array ?? []).map { try CorpusRunner.request($0, schema) }
    }

    /// The times of the compiled form and of the plain evaluator; both must allow as many as the reference does.
    func figures(allowed expected: Int) throws -> [Figure] {
        let compiled = CompiledEntities(entities, CompiledPolicies(policies))
        let prepared = requests.map { CompiledRequest($0, over: compiled) }
        var verdict = Verdict()
        var sum = 0
        let deciding = Samples(requests.count, warmUp: requests.count, repeats: 32) { number in
            prepared[number].decide(&verdict)
            if verdict.decision == .allow { sum += 1 }
        }
        try check(sum, 33 * expected)
        sum = 0
        let whole = Samples(requests.count, warmUp: requests.count, repeats: 8) { number in
            if CompiledRequest(requests[number], over: compiled).authorize().decision == .allow { sum += 1 }
        }
        try check(sum, 9 * expected)
        sum = 0
        let plain = Samples(requests.count) { number in
            let result = Authorizer().authorize(requests[number], policies: policies, entities: entities)
            if result.decision == .allow { sum += 1 }
        }
        guard (expected...expected + 1).contains(sum) else {
            throw WrongAnswer("\(count) policies: \(sum) allowed")
        }
        let note = "allows \(expected) of \(requests.count), as Rust Cedar does"
        return [
            Figure("\(count) policies, median", deciding.median, "µs", note: note),
            Figure("\(count) policies, names looked up too", whole.median, "µs"),
            Figure("\(count) policies, plain evaluator", plain.median, "µs"),
        ]
    }

    private func check(_ sum: Int, _ expected: Int) throws {
        guard sum == expected else {
            throw WrongAnswer("\(count) policies: \(sum) allowed, expected \(expected)")
        }
    }
}
