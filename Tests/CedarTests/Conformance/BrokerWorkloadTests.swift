import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("policy sets like a broker's")
struct BrokerWorkloadTests {
    @Test(
        "as many requests are allowed as the reference engines allow, and the sets validate strictly",
        .enabled(if: SharedData.isPresent("cedar/broker.tar.gz"), "shared data absent"),
        arguments: [(5, 70), (50, 96), (500, 90)]
    )
    func allows(_ count: Int, _ expected: Int) throws {
        let archive = try TarArchive.shared("cedar/broker.tar.gz")
        let schema = try Schema.parse(
            try archive.text("broker/broker.cedarschema"),
            file: "broker.cedarschema"
        )
        let policies = try PolicySet.parse(
            try archive.text("broker/broker\(count).cedar"),
            file: "broker.cedar"
        )
        #expect(policies.policies.count == count)
        #expect(!schema.validate(policies).contains { $0.severity == .error })
        let entities = try Entities(
            json: try archive.bytes("broker/broker\(count).entities.json"),
            schema: schema
        )
        let requests =
            try JSONValue.parse(
                try archive.bytes("broker/broker\(count).requests.json"),
                limits: JSONLimits(maxDepth: 32, maxMembers: 1_000_000)
            ).array ?? []
        #expect(requests.count == 1000)
        var allowed = 0
        for json in requests {
            let request = try CorpusRunner.request(json, schema)
            try schema.check(request)
            let result = Authorizer().authorize(request, policies: policies, entities: entities)
            if result.decision == .allow { allowed += 1 }
            #expect(result.errors.isEmpty)
        }
        #expect(allowed == expected)
    }
}
