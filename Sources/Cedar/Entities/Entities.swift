/// The entities that a decision can see, with every ancestor worked out beforehand.
package struct Entities: Sendable {
    /// No entities: attributes of anything are errors, and nothing is in anything but itself.
    package static let empty = Entities(nodes: [:])

    /// Entities by name, closed over their parents.
    ///
    /// - Throws: `duplicate` when one name is given two contents (the same content twice is taken), `cycle` when
    ///   an entity is its own ancestor.
    package init(_ entities: some Sequence<Entity>) throws(EntitiesError) {
        var known: [EntityUID: Entity] = [:]
        for entity in entities {
            if let other = known.updateValue(entity, forKey: entity.uid), other != entity {
                throw EntitiesError(
                    .duplicate,
                    "entity `\(entity.uid)` is given twice with different contents"
                )
            }
        }
        self.init(nodes: try Closure(known).nodes())
    }

    /// The entity of a name.
    package subscript(uid: EntityUID) -> Entity? { nodes[uid]?.entity }

    /// All entities, in no particular order.
    package var all: some Collection<Entity> { nodes.values.map(\.entity) }

    /// How many entities there are.
    package var count: Int { nodes.count }

    /// Every entity that one is in, directly or not, itself not included; empty for an unknown one.
    package func ancestors(of uid: EntityUID) -> Set<EntityUID> { nodes[uid]?.ancestors ?? [] }

    /// Whether an entity is another or in it.
    package func isEntity(_ uid: EntityUID, in other: EntityUID) -> Bool {
        uid == other || nodes[uid]?.ancestors.contains(other) == true
    }

    /// These entities and others.
    ///
    /// - Throws: as the initialiser does.
    package func adding(_ others: some Sequence<Entity>) throws(EntitiesError) -> Entities {
        try Entities(Array(all) + Array(others))
    }

    private let nodes: [EntityUID: Node]

    private init(nodes: [EntityUID: Node]) { self.nodes = nodes }

    struct Node: Sendable {
        let entity: Entity
        let ancestors: Set<EntityUID>
    }
}

/// The transitive closure of parents, without recursion, so that no chain of entities can exhaust the stack.
private struct Closure {
    private let known: [EntityUID: Entity]
    private var ancestors: [EntityUID: Set<EntityUID>] = [:]
    private var open: Set<EntityUID> = []

    init(_ known: [EntityUID: Entity]) { self.known = known }

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
                    result.formUnion(ancestors[parent] ?? [])
                }
                pending.removeLast()
            }
        }
    }
}
