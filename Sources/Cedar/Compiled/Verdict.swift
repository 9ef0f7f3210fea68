/// What the policies say to a request in the fast form; use one again and again, and it stops allocating.
package struct Verdict: Sendable {
    /// The positions of the permits that matched, in no particular order.
    package internal(set) var permits: [UInt32] = []
    /// The positions of the forbids that matched, in no particular order.
    package internal(set) var forbids: [UInt32] = []
    /// The positions of the policies that have no value for the request, in no particular order.
    package internal(set) var failed: [UInt32] = []
    /// The values made while deciding.
    var scratch = Scratch()

    /// A verdict to be filled, with room for as many policies as commonly match at once.
    package init() {
        permits.reserveCapacity(64)
        forbids.reserveCapacity(64)
        failed.reserveCapacity(64)
    }

    /// Whether the request is allowed, as the language has it: what failed does not count.
    package var decision: AuthorizationResult.Decision {
        forbids.isEmpty && !permits.isEmpty ? .allow : .deny
    }

    /// The verdict as ``Authorizer`` gives it for the request that it was decided for.
    ///
    /// The errors are worked out by the reference evaluator, which says what is wrong and where.
    package func result(of request: CompiledRequest) -> AuthorizationResult { result(of: request.form) }

    func result(of form: RequestForm) -> AuthorizationResult {
        let set = form.entities.policies.source
        let policies = set.policies
        let evaluator = Evaluator(request: form.source, entities: form.known)
        var errors: [AuthorizationResult.PolicyError] = []
        for position in failed.sorted() {
            let policy = policies[Int(position)]
            guard case .failed(let error, _) = evaluator.outcome(of: policy) else {
                // Never seen, and no reason to answer otherwise than the reference does.
                return Authorizer().authorize(form.source, policies: set, entities: form.known)
            }
            errors.append(.init(policy: policy.id, error: error))
        }
        let determining = decision == .allow ? permits : forbids
        return AuthorizationResult(
            decision: decision,
            determining: determining.sorted().map { policies[Int($0)].id },
            errors: errors
        )
    }

    mutating func add(_ position: UInt32, _ effect: Effect) {
        switch effect {
        case .permit: permits.append(position)
        case .forbid: forbids.append(position)
        }
    }

    mutating func clear() {
        permits.removeAll(keepingCapacity: true)
        forbids.removeAll(keepingCapacity: true)
        failed.removeAll(keepingCapacity: true)
    }
}

/// The values made while a policy is evaluated: sets and records that are no constants, and computed addresses.
struct Scratch: Sendable {
    var cells: [Cell] = []
    var addresses: [IPAddressValue] = []
    /// Members of sets and records that are not complete yet.
    var pending: [Cell] = []
    /// Whether a value was met that only the reference evaluator makes: a computed set of sets or records.
    var needsReference = false

    var isEmpty: Bool { cells.isEmpty && addresses.isEmpty && !needsReference }

    mutating func clear() {
        needsReference = false
        cells.removeAll(keepingCapacity: true)
        addresses.removeAll(keepingCapacity: true)
    }
}
