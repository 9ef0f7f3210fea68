import Cedar
import Foundation
import StrictJSON
import Support
import Testing

/// The same random policies put to this implementation, in both its forms, and to the reference engine.
@Suite(
    "against the reference engine",
    .enabled(if: ReferenceEngine.isPresent, "cedarpy is not installed in .venv")
)
struct DifferentialTests {
    /// How many times the standard number of cases.
    static let rounds =
        ProcessInfo.processInfo.environment["ABEYANCE_DIFFERENTIAL_ROUNDS"].flatMap(Int.init) ?? 1

    @Test("ill-typed policies, templates and deep hierarchies decide alike, with the same reasons and errors")
    func wild() async throws {
        var comparison = Comparison()
        for round in 0..<Self.rounds {
            let cases = try (0..<40).map { number in
                try Self.wildCase(seed: UInt64(round * 1_000 + number), number)
            }
            try await comparison.run(cases)
        }
        #expect(comparison.requests == 1_000 * Self.rounds)
        #expect(comparison.errors > 500)
        #expect(comparison.allowed > 50)
        #expect(comparison.differences.isEmpty, "\(comparison.differences.prefix(3))")
    }

    @Test("policies, entities and requests under a schema are valid alike, and decide alike")
    func typed() async throws {
        var comparison = Comparison()
        for round in 0..<Self.rounds {
            let cases = (0..<50).map { Self.typedCase(seed: 500_000 + UInt64(round * 1_000 + $0)) }
            try await comparison.run(cases)
        }
        #expect(comparison.cases == 50 * Self.rounds)
        #expect(comparison.requests > 700 * Self.rounds)
        #expect(comparison.invalid > 50)
        #expect(comparison.valid > 50)
        #expect(comparison.allowed > 50)
        #expect(comparison.differences.isEmpty, "\(comparison.differences.prefix(3))")
    }

    @Test("the comparison itself notices answers that are not those of the case")
    func notices() async throws {
        let cases = (0..<8).map { Self.typedCase(seed: 900 + $0) }
        let answers = try await ReferenceEngine.answers(to: cases)
        var other = Comparison()
        for (item, answer) in zip(cases, answers.dropFirst()) { other.compare(item, answer) }
        let kinds = ["JSON", "validation of policy", "request"]
        #expect(kinds.allSatisfy { kind in other.differences.contains { $0.hasPrefix(kind) } })
    }

    /// Policies of every form over a world without a schema; some of them templates with several links.
    private static func wildCase(seed: UInt64, _ number: Int) throws -> ReferenceEngine.Case {
        var world = RandomPolicies(seed: seed, population: [3, 6, 12, 40][number % 4])
        var policies = world.policies([1, 5, 20, 60][number % 4])
        var links: [ReferenceEngine.Link] = []
        for template in 0..<(number % 3) {
            let scopes = [
                "principal == ?principal, action, resource", "principal, action, resource in ?resource",
            ]
            let id = PolicyID(ExactString("policy\(policies.count)"))
            policies.append("permit (\(scopes[template % 2])) when { \(world.condition(2)) };")
            for link in 0..<3 {
                let request = world.request()
                let values: [Slot: EntityUID] =
                    template % 2 == 0 ? [.principal: request.principal] : [.resource: request.resource]
                links.append(
                    .init(template: id, id: PolicyID(ExactString("link\(template).\(link)")), values: values)
                )
            }
        }
        let requests = (0..<25).map { _ in world.request() }
        let entities = try world.entities(depth: [3, 6, 12, 40][number % 4])
        return ReferenceEngine.Case(
            policies: policies.joined(separator: "\n"),
            links: links,
            entities: Array(entities.all),
            requests: requests
        )
    }

    /// Policies that mostly fit a schema, over entities and requests that mostly do.
    private static func typedCase(seed: UInt64) -> ReferenceEngine.Case {
        var world = TypedPolicies(seed: seed)
        let policies = world.policies(12)
        return ReferenceEngine.Case(
            policies: policies.joined(separator: "\n"),
            schema: TypedPolicies.schema,
            entities: world.entities(),
            requests: (0..<20).map { _ in world.request() }
        )
    }
}
