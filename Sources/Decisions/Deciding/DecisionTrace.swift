package import Cedar
package import StrictJSON

/// A decision with everything that led to it: for each principal, how each policy fared.
///
/// For explanations and tests by whoever may read the policies; it shows what a client must not see.
package struct DecisionTrace: Sendable {
    /// The ruling, the same as ``Engine/ruling(on:)`` gives.
    package let ruling: Ruling
    /// Who asked, and then whom they act for; empty when policy was not asked, which the ruling's reason explains.
    package let principals: [PrincipalTrace]
}

/// What the policies say to one principal of a request.
package struct PrincipalTrace: Sendable {
    /// The organisation's name.
    package let organisation: ExactString
    /// The request as policies see it.
    package let request: CedarRequest
    /// What of the request does not fit the schema, which refuses it whatever the policies say.
    package let schemaProblem: String?
    /// How each policy fared, in the order of the set.
    package let policies: [PolicyTrace]

    /// The policies that matched.
    package var matched: [PolicyTrace] {
        policies.filter { if case .matched = $0.outcome { true } else { false } }
    }

    /// The policies that have no value for the request.
    package var failed: [PolicyTrace] {
        policies.filter { if case .failed = $0.outcome { true } else { false } }
    }
}

extension Engine {
    /// Decides a request and tells how every policy fared, by the plain evaluator; some 100 µs.
    package func trace(of facts: RequestFacts, reach: TraceReach = .asEvaluated) -> DecisionTrace {
        DecisionTrace(ruling: ruling(on: facts), principals: question(facts)?.traces(reach) ?? [])
    }
}

extension Question {
    /// What the policies say to each principal; empty for a collection that is not registered.
    func traces(_ reach: TraceReach) -> [PrincipalTrace] {
        if case .unknown = subject { return [] }
        let entities = entities
        return principals.map { principal in
            let request = request(of: principal)
            let evaluator = Evaluator(request: request, entities: entities)
            return PrincipalTrace(
                organisation: principal.name,
                request: request,
                schemaProblem: shapeProblem(of: principal),
                policies: engine.bundle.policies.policies.map { evaluator.trace(of: $0, reach: reach) }
            )
        }
    }
}
