/// The entities of many decisions in the fast form, over the policies that will decide.
package struct CompiledEntities: Sendable {
    /// The entities that were compiled.
    package let source: Entities
    /// The policies that decide over them.
    package let policies: CompiledPolicies
    /// The numbers of what policies and entities name.
    let vocabulary: Vocabulary

    /// Compiles entities; takes some microseconds for each.
    package init(_ source: Entities, _ policies: CompiledPolicies) {
        var vocabulary = policies.vocabulary
        for entity in source.all {
            vocabulary.add(entity, ancestors: source.ancestors(of: entity.uid), over: nil)
        }
        self.init(source, policies, vocabulary)
    }

    private init(_ source: Entities, _ policies: CompiledPolicies, _ vocabulary: Vocabulary) {
        self.source = source
        self.policies = policies
        self.vocabulary = vocabulary
    }

    /// The same numbers for entities of which the ones added stand in a request's own layer.
    func amended(_ source: Entities) -> CompiledEntities { CompiledEntities(source, policies, vocabulary) }
}

extension Vocabulary {
    /// Makes an entity known, with all its ancestors.
    mutating func add(_ entity: Entity, ancestors: Set<EntityUID>, over base: borrowing Vocabulary?) {
        let id = id(of: entity.uid, over: base)
        let type = self.id(of: entity.uid.type, over: base)
        let attributes = fields(entity.attributes, over: base)
        let tags = fields(entity.tags, over: base)
        var ids: [UInt32] = []
        for ancestor in ancestors { ids.append(self.id(of: ancestor, over: base)) }
        ids.sort()
        var row = EntityRow(type: type, isLocal: base != nil)
        row.ancestorsStart = UInt32(layer.ancestors.count)
        row.ancestorsCount = UInt32(ids.count)
        row.attributes = attributes
        row.tags = tags
        layer.ancestors += ids
        let position = Int(id) - (entityCount - layer.rows.count)
        if position >= 0 { layer.rows[position] = row } else { layer.amendments.append((id, row)) }
    }
}
