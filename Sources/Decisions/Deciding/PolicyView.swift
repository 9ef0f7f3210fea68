internal import Cedar
internal import StrictJSON

/// What the policies say to one principal's request.
struct PolicyView {
    /// The forbids that matched, sorted by id.
    let forbids: [Policy]
    /// The permits that matched, sorted by id.
    let permits: [Policy]
    /// The policies that have no value for the request, sorted by id.
    let errors: [RecordedRuling.PolicyFault]

    init(_ request: CedarRequest, _ policies: PolicySet, _ entities: Entities) {
        let evaluator = Evaluator(request: request, entities: entities)
        var matched: [Policy] = []
        var errors: [RecordedRuling.PolicyFault] = []
        for policy in policies.policies {
            switch evaluator.outcome(of: policy) {
            case .matched: matched.append(policy)
            case .notMatched: break
            case .failed(let error, _):
                errors.append(
                    RecordedRuling.PolicyFault(
                        policy: policy.id.name,
                        message: ExactString(error.located(in: policy.source))
                    )
                )
            }
        }
        matched.sort { $0.id < $1.id }
        forbids = matched.filter { $0.effect == .forbid }
        permits = matched.filter { $0.effect == .permit }
        self.errors = errors.sorted { $0.policy < $1.policy }
    }

    /// Deny on error: unlike the language alone, a policy without a value refuses the request.
    var isAllowed: Bool { forbids.isEmpty && errors.isEmpty && !permits.isEmpty }
}
