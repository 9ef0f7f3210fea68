/// Which policies can matter to a request: each stands under the one part of its scope that is rarest in the set.
///
/// A policy under an entity is found from the request's principal, resource or action and their ancestors; one
/// under a type from the type of principal or resource; one that asks for nothing always.
struct PolicyIndex: Sendable {
    /// Policies by the entity that their principal must be or be in; entities by id.
    private(set) var principals = Buckets()
    /// Policies by the entity that their resource must be or be in.
    private(set) var resources = Buckets()
    /// Policies by each of the actions of which one must hold the request's.
    private(set) var actions = Buckets()
    /// Policies by the type that their principal must have; types by string id.
    private(set) var principalTypes = Buckets()
    /// Policies by the type that their resource must have.
    private(set) var resourceTypes = Buckets()
    /// Policies whose scope asks for nothing.
    private(set) var always: [UInt32] = []

    init(_ scopes: [CompiledScope], _ actionLists: [UInt32]) {
        var counts: [Key: Int] = [:]
        for scope in scopes {
            for key in Self.keys(of: scope, actionLists).joined() { counts[key, default: 0] += 1 }
        }
        var chosen: [Key: [UInt32]] = [:]
        for (policy, scope) in scopes.enumerated() {
            let choices = Self.keys(of: scope, actionLists)
            let rarest = choices.min { Self.most($0, counts) < Self.most($1, counts) }
            if let rarest {
                for key in rarest { chosen[key, default: []].append(UInt32(policy)) }
            } else {
                always.append(UInt32(policy))
            }
        }
        principals = Buckets(chosen) { if case .principal(let id) = $0 { id } else { nil } }
        resources = Buckets(chosen) { if case .resource(let id) = $0 { id } else { nil } }
        actions = Buckets(chosen) { if case .action(let id) = $0 { id } else { nil } }
        principalTypes = Buckets(chosen) { if case .principalType(let id) = $0 { id } else { nil } }
        resourceTypes = Buckets(chosen) { if case .resourceType(let id) = $0 { id } else { nil } }
    }

    fileprivate enum Key: Hashable {
        case principal(UInt32), resource(UInt32), action(UInt32), principalType(UInt32), resourceType(UInt32)
    }

    /// The parts that a policy can stand under; several keys in one part when it must stand under each of them.
    private static func keys(of scope: CompiledScope, _ actionLists: [UInt32]) -> [[Key]] {
        var keys: [[Key]] = []
        if let entity = scope.resource.entity { keys.append([.resource(entity)]) }
        if let entity = scope.principal.entity { keys.append([.principal(entity)]) }
        // A list may name an action twice; without any, nothing can match and the policy stands nowhere.
        if let actions = scope.actions { keys.append(Set(actionLists[actions]).sorted().map(Key.action)) }
        if let type = scope.principal.type { keys.append([.principalType(type)]) }
        if let type = scope.resource.type { keys.append([.resourceType(type)]) }
        return keys
    }

    private static func most(_ keys: [Key], _ counts: [Key: Int]) -> Int {
        keys.reduce(0) { max($0, counts[$1] ?? 0) }
    }

    /// Lists of policies by a dense id.
    struct Buckets: Sendable {
        /// The policies of all lists, each list by position.
        let policies: [UInt32]
        /// Where the list of each id ends; ids beyond have none.
        private let ends: [UInt32]

        init() {
            policies = []
            ends = []
        }

        fileprivate init(_ chosen: [Key: [UInt32]], _ id: (Key) -> UInt32?) {
            var lists: [UInt32: [UInt32]] = [:]
            for (key, policies) in chosen {
                if let id = id(key) { lists[id] = policies }
            }
            var all: [UInt32] = []
            var ends: [UInt32] = []
            if let last = lists.keys.max() {
                for id in 0...last {
                    all += lists[id] ?? []
                    ends.append(UInt32(all.count))
                }
            }
            policies = all
            self.ends = ends
        }

        /// How many ids can have a list: none from here on has.
        var idCount: UInt32 { UInt32(ends.count) }

        /// Where the list of an id stands in `policies`.
        func range(of id: UInt32) -> Range<Int> {
            guard id < idCount else { return 0..<0 }
            return (id == 0 ? 0 : Int(ends[Int(id) - 1]))..<Int(ends[Int(id)])
        }
    }
}
