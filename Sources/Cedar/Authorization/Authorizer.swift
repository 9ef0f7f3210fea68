/// Decides requests as the language defines it: forbid beats permit, and what nothing permits is denied.
///
/// A policy that fails is skipped and reported, a forbid too. Whoever cannot live with that must look at
/// `AuthorizationResult.errors`; it is not decided here, so that this part stays exactly the language.
package struct Authorizer: Sendable {
    /// An authorizer; it keeps nothing between requests.
    package init() {}

    /// The decision for a request, with the policies that determined it and those that failed.
    package func authorize(
        _ request: CedarRequest,
        policies: PolicySet,
        entities: Entities
    ) -> AuthorizationResult {
        let evaluator = Evaluator(request: request, entities: entities)
        var permits: [PolicyID] = []
        var forbids: [PolicyID] = []
        var errors: [AuthorizationResult.PolicyError] = []
        for policy in policies.policies {
            switch evaluator.outcome(of: policy) {
            case .matched where policy.effect == .permit: permits.append(policy.id)
            case .matched: forbids.append(policy.id)
            case .notMatched: break
            case .failed(let error, _): errors.append(.init(policy: policy.id, error: error))
            }
        }
        let isAllowed = forbids.isEmpty && !permits.isEmpty
        return AuthorizationResult(
            decision: isAllowed ? .allow : .deny,
            determining: isAllowed ? permits : forbids,
            errors: errors
        )
    }
}
