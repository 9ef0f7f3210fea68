internal import Cedar
internal import StrictJSON
internal import Synchronization

/// A bundle's policies and entities in the fast form, with memory to decide in for several threads at once.
///
/// Once a memory has seen a few requests, deciding in it allocates nothing. Decisions, determining policies and errors
/// are those of the plain evaluator, to which the tests hold them.
final class Deciders: Sendable {
    private let entities: CompiledEntities
    private let places: [Place]
    private let names: [ExactString]
    /// How many policies have a smaller id, by position in the set.
    private let ranks: [Int]

    /// Compiles what a bundle decides by; takes some microseconds for each policy and entity.
    init(_ policies: PolicySet, _ entities: Entities, _ schema: Schema) {
        let compiled = CompiledEntities(entities, CompiledPolicies(policies), schema: schema)
        self.entities = compiled
        places = (0..<Self.placeCount).map { _ in Place(compiled) }
        var ranks = Array(repeating: 0, count: policies.policies.count)
        let sorted = policies.policies.indices.sorted { policies.policies[$0].id < policies.policies[$1].id }
        for (rank, position) in sorted.enumerated() { ranks[position] = rank }
        self.ranks = ranks
        names = policies.policies.map(\.id.name)
    }

    /// An entity that only one request knows, and all entities together with it.
    typealias Addition = (entity: Entity, all: Entities)

    /// Whether policies allow a request that fits the schema; an error in any of them refuses it.
    func isAllowed(_ request: CedarRequest, adding addition: Addition?) -> Bool {
        deciding(request, addition) { decider in
            decider.fitsSchema == true && decider.verdict.failed.isEmpty
                && decider.verdict.decision == .allow
        }
    }

    /// What policies say to a request.
    func view(_ request: CedarRequest, adding addition: Addition?) -> PolicyView {
        deciding(request, addition) { decider in
            PolicyView(
                forbids: ordered(decider.verdict.forbids),
                permits: ordered(decider.verdict.permits),
                errors: decider.verdict.failed.isEmpty
                    ? [] : faults(ordered(decider.verdict.failed), request, addition),
                fitsSchema: decider.fitsSchema == true
            )
        }
    }

    /// The policies at positions, of all lists together, in the order of their ids and each once.
    func policies(_ lists: [[Int]]) -> [Policy] {
        let all = entities.policies.source.policies
        guard lists.count > 1 else { return (lists.first ?? []).map { all[$0] } }
        return Set(lists.joined()).sorted { ranks[$0] < ranks[$1] }.map { all[$0] }
    }

    /// The ids of the policies at positions, as ``policies(_:)`` orders them.
    func names(_ lists: [[Int]]) -> [ExactString] {
        guard lists.count > 1 else { return (lists.first ?? []).map { names[$0] } }
        return Set(lists.joined()).sorted { ranks[$0] < ranks[$1] }.map { names[$0] }
    }

    /// Positions in the order of the policies' ids.
    private func ordered(_ positions: [UInt32]) -> [Int] {
        var result = positions.map(Int.init)
        if result.count > 1 { result.sort { ranks[$0] < ranks[$1] } }
        return result
    }

    /// What went wrong with policies that have no value, as the plain evaluator says it.
    private func faults(
        _ positions: [Int],
        _ request: CedarRequest,
        _ addition: Addition?
    ) -> [RecordedRuling.PolicyFault] {
        let evaluator = Evaluator(request: request, entities: addition?.all ?? entities.source)
        return positions.map { position in
            let policy = entities.policies.source.policies[position]
            var message = "the policy has no value"
            if case .failed(let error, _) = evaluator.outcome(of: policy) {
                message = error.located(in: policy.source)
            }
            return RecordedRuling.PolicyFault(policy: policy.id.name, message: ExactString(message))
        }
    }

    /// Decides in the first memory that is free, or in a new one when all are busy.
    private func deciding<Answer: Sendable>(
        _ request: CedarRequest,
        _ addition: Addition?,
        _ read: (inout Decider) -> Answer
    ) -> Answer {
        for place in places {
            let answer = place.memory.withLockIfAvailable { memory in
                decide(request, addition, in: &memory)
                return read(&memory)
            }
            if let answer { return answer }
        }
        var memory = Decider(entities)
        decide(request, addition, in: &memory)
        return read(&memory)
    }

    private func decide(_ request: CedarRequest, _ addition: Addition?, in memory: inout Decider) {
        if let addition {
            memory.decide(request, adding: [addition.entity], in: addition.all)
        } else {
            memory.decide(request)
        }
    }

    /// One memory, at first empty.
    private final class Place: Sendable {
        let memory: Mutex<Decider>

        init(_ entities: CompiledEntities) { memory = Mutex(Decider(entities)) }
    }

    /// More threads than decide at once on most machines; a memory takes some kilobytes.
    private static let placeCount = 16
}
