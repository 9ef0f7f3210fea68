import Cedar
import StrictJSON

extension Benchmark {
    /// What loading policies costs before the first decision.
    static let cedarReading = Benchmark(
        name: "cedar-reading",
        summary: "500 policies of a broker parsed, validated strictly, and compiled"
    ) { surroundings in
        let set = try BrokerSet(500, in: try BrokerSet.archive())
        let peer = try await surroundings.withFolder { try CedarPeer.broker([set], in: $0) }
        let (schema, text) = (set.schema, set.texts.policies)
        func parsed() throws -> PolicySet {
            let policies = try PolicySet.parse(text, file: "broker500.cedar")
            guard policies.policies.count == 500 else { throw WrongAnswer("not 500 policies") }
            return policies
        }
        func validate(_ policies: PolicySet) throws {
            let errors = schema.validate(policies).filter { $0.severity == .error }
            guard errors.isEmpty else { throw WrongAnswer("\(errors.count) errors in 500 sound policies") }
        }
        let parsing = try Samples(31, warmUp: 3) { _ in _ = try parsed() }
        let validating = try Samples(31, warmUp: 3) { _ in try validate(set.policies) }
        let together = try Samples(31, warmUp: 3) { _ in try validate(try parsed()) }
        let compiling = Samples(31, warmUp: 3) { _ in
            _ = CompiledEntities(set.entities, CompiledPolicies(set.policies))
        }
        let goal = "strictly; goal under 20" + CedarPeer.absence(peer)
        let own = [
            Figure("500 policies, parsed and validated", together.median / 1_000, "ms", note: goal),
            Figure("500 policies, parsed", parsing.median / 1_000, "ms", note: "\(text.utf8.count) bytes"),
            Figure("500 policies, validated", validating.median / 1_000, "ms"),
            Figure(
                "500 policies and their entities, compiled",
                compiling.median / 1_000,
                "ms",
                note: "\(set.entities.all.count) entities"
            ),
        ]
        guard let peer else { return own }
        return own + [
            Figure(
                "500 policies, parsed by Rust Cedar",
                try peer.number("500", "parse") / 1_000,
                "ms",
                note: "\(peer.name), the engine's own time (parse_policies_duration_micros)"
            ),
            Figure(
                "500 parsed and validated by Rust Cedar",
                try peer.number("500", "validate") / 1_000,
                "ms",
                note: "\(peer.name), the whole call validate_policies, schema parsed and binding included"
            ),
        ]
    }
}
