/// The entities that a decision can see, with every ancestor worked out beforehand.
package struct Entities: Sendable {
    /// No entities: attributes of anything are errors, and nothing is in anything but itself.
    package static let empty = Entities(nodes: [:], added: [:], unknown: [])

    /// Entities by name, closed over their parents.
    ///
    /// - Throws: `duplicate` when one name is given two contents (the same content twice is taken), `cycle` when
    ///   an entity is its own ancestor, `limit` when all have more than
    ///   `maxAncestors` ancestors together.
    package init(
        _ entities: some Sequence<Entity>,
        maxAncestors: Int = Entities.standardMaxAncestors
    ) throws(EntitiesError) {
        let known = try Self.byName(entities)
        let nodes = try Closure(known, maxTotal: maxAncestors).nodes()
        let ancestors = nodes.values.reduce(into: Set<EntityUID>()) { $0.formUnion($1.ancestors) }
        self.init(nodes: nodes, added: [:], unknown: ancestors.filter { known[$0] == nil })
    }

    /// How many ancestors all entities may have together: a chain of n has n²/2, and each takes some 40 bytes.
    package static let standardMaxAncestors = 2_000_000

    /// The entity of a name.
    package subscript(uid: EntityUID) -> Entity? { node(uid)?.entity }

    /// All entities, in no particular order.
    package var all: [Entity] { nodes.values.map(\.entity) + added.values.map(\.entity) }

    /// How many entities there are.
    package var count: Int { nodes.count + added.count }

    /// Every entity that one is in, directly or not, itself not included; empty for an unknown one.
    package func ancestors(of uid: EntityUID) -> Set<EntityUID> { node(uid)?.ancestors ?? [] }

    /// Whether an entity is another or in it.
    package func isEntity(_ uid: EntityUID, in other: EntityUID) -> Bool {
        uid == other || node(uid)?.ancestors.contains(other) == true
    }

    /// These entities and a few others, without working out again what does not change.
    ///
    /// - Throws: as the initialiser does.
    package func adding(_ others: some Sequence<Entity>) throws(EntitiesError) -> Entities {
        let others = Array(others)
        let fresh = try Self.byName(others)
        // An entity that others already are in changes their ancestors too; then everything is closed anew.
        guard keepsItsAncestors(adding: others) else { return try Entities(all + others) }
        return Entities(
            nodes: nodes,
            added: try Closure(fresh, over: nodes, maxTotal: Self.standardMaxAncestors).nodes(),
            unknown: unknown
        )
    }

    /// Whether adding entities is known to leave those that are here as they are.
    func keepsItsAncestors(adding others: [Entity]) -> Bool {
        added.isEmpty && !others.contains { nodes[$0.uid] != nil || unknown.contains($0.uid) }
    }

    private let nodes: [EntityUID: Node]
    /// Entities added later; none of their names is among `nodes`.
    private let added: [EntityUID: Node]
    /// The ancestors of `nodes` that are no entities themselves.
    private let unknown: Set<EntityUID>

    private init(nodes: [EntityUID: Node], added: [EntityUID: Node], unknown: Set<EntityUID>) {
        self.nodes = nodes
        self.added = added
        self.unknown = unknown
    }

    private func node(_ uid: EntityUID) -> Node? {
        nodes[uid] ?? (added.isEmpty ? nil : added[uid])
    }

    private static func byName(_ entities: some Sequence<Entity>) throws(EntitiesError) -> [EntityUID: Entity]
    {
        var known: [EntityUID: Entity] = [:]
        for entity in entities {
            if let other = known.updateValue(entity, forKey: entity.uid), other != entity {
                throw EntitiesError(
                    .duplicate,
                    "entity `\(entity.uid)` is given twice with different contents"
                )
            }
        }
        return known
    }

    struct Node: Sendable {
        let entity: Entity
        let ancestors: Set<EntityUID>
    }
}

/// The transitive closure of parents, without recursion, so that no chain of entities can exhaust the stack.
private struct Closure {
    private let known: [EntityUID: Entity]
    private let base: [EntityUID: Entities.Node]
    private var ancestors: [EntityUID: Set<EntityUID>] = [:]
    private var open: Set<EntityUID> = []
    private var total = 0
    private let maxTotal: Int

    /// The closure of some entities, over others that are closed already and not in any of them.
    init(_ known: [EntityUID: Entity], over base: [EntityUID: Entities.Node] = [:], maxTotal: Int) {
        self.known = known
        self.maxTotal = maxTotal
        self.base = base
    }

    func nodes() throws(EntitiesError) -> [EntityUID: Entities.Node] {
        var walk = self
        for uid in known.keys { try walk.close(uid) }
        let ancestors = walk.ancestors
        return known.reduce(into: [:]) { nodes, pair in
            nodes[pair.key] = Entities.Node(entity: pair.value, ancestors: ancestors[pair.key] ?? [])
        }
    }

    /// Works out the ancestors of an entity after those of its parents.
    private mutating func close(_ root: EntityUID) throws(EntitiesError) {
        var pending = [root]
        while let uid = pending.last {
            guard ancestors[uid] == nil, let entity = known[uid] else {
                pending.removeLast()
                continue
            }
            if open.insert(uid).inserted {
                for parent in entity.parents where ancestors[parent] == nil && known[parent] != nil {
                    guard !open.contains(parent) else {
                        throw EntitiesError(.cycle, "entity `\(parent)` is its own ancestor")
                    }
                    pending.append(parent)
                }
            } else {
                open.remove(uid)
                ancestors[uid] = entity.parents.reduce(into: entity.parents) { result, parent in
                    result.formUnion(ancestors[parent] ?? base[parent]?.ancestors ?? [])
                }
                total += ancestors[uid]?.count ?? 0
                guard total <= maxTotal else {
                    throw EntitiesError(.limit, "more than \(maxTotal) ancestors in all")
                }
                pending.removeLast()
            }
        }
    }
}
