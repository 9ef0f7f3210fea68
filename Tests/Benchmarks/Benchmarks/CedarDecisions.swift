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
            throw NotAvailable(
                "\(SharedData.path(path)) is missing; ABEYANCE_SHARED names the folder above `data`"
            )
        }
        let archive = try TarArchive(compressedAt: SharedData.path(path))
        let text = try archive.text("broker/broker.cedarschema")
        let schema = try Schema.parse(text, file: "broker.cedarschema")
        return try [(5, 70), (50, 96), (500, 90)].map { count, expected in
            let policies = try PolicySet.parse(
                try archive.text("broker/broker\(count).cedar"),
                file: "broker.cedar"
            )
            let entities = try Entities(
                json: try archive.bytes("broker/broker\(count).entities.json"),
                schema: schema
            )
            let limits = JSONLimits(maxDepth: 32, maxMembers: 1_000_000)
            let file = try JSONValue.parse(
                try archive.bytes("broker/broker\(count).requests.json"),
                limits: limits
            )
            let requests = try (file.array ?? []).map { try CorpusRunner.request($0, schema) }
            let authorizer = Authorizer()
            var allowed = 0
            let passes = count < 500 ? 10 : 2
            let times = Samples(passes * requests.count, warmUp: requests.count) { number in
                let request = requests[number % requests.count]
                let result = authorizer.authorize(request, policies: policies, entities: entities)
                if result.decision == .allow { allowed += 1 }
            }
            guard allowed == (passes + 1) * expected else {
                throw WrongAnswer(
                    "\(count) policies: \(allowed) allowed, expected \((passes + 1) * expected)"
                )
            }
            return Figure(
                "\(count) policies, median",
                times.median,
                "µs",
                note: "as many allowed as by Rust Cedar"
            )
        }
    }
}
