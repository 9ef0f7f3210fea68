/// The entities of many decisions in the fast form, over the policies that will decide.
package struct CompiledEntities: Sendable {
    /// The entities that were compiled.
    package let source: Entities
    /// The policies that decide over them.
    package let policies: CompiledPolicies
    /// The schema that requests are held against, if any.
    package let schema: Schema?
    /// The numbers of what policies and entities name.
    let vocabulary: Vocabulary
    /// The same numbers, for requests to stand theirs on.
    let names: Vocabulary.Shared
    /// What the schema asks of requests.
    let shapes: RequestShapes

    /// Compiles entities; takes some microseconds for each.
    ///
    /// With a schema each request tells whether it fits it: ``Decider/fitsSchema``, ``CompiledRequest/fitsSchema``.
    package init(_ source: Entities, _ policies: CompiledPolicies, schema: Schema? = nil) {
        var vocabulary = policies.vocabulary
        for entity in source.all {
            vocabulary.add(entity, ancestors: source.ancestors(of: entity.uid))
        }
        shapes = schema.map { RequestShapes($0, &vocabulary) } ?? RequestShapes()
        self.source = source
        self.policies = policies
        self.schema = schema
        self.vocabulary = vocabulary
        names = Vocabulary.Shared(vocabulary)
    }
}

extension Vocabulary {
    /// Makes an entity known, with all its ancestors.
    mutating func add(_ entity: Entity, ancestors: Set<EntityUID>) {
        let id = id(of: entity.uid)
        let type = self.id(of: entity.uid.type)
        let attributes = fields(entity.attributes)
        let tags = fields(entity.tags)
        let start = layer.ancestors.count
        for ancestor in ancestors { layer.ancestors.append(self.id(of: ancestor)) }
        if ancestors.count > 1 { layer.ancestors[start...].sort() }
        var row = EntityRow(type: type, isLocal: stands)
        row.ancestorsStart = UInt32(start)
        row.ancestorsCount = UInt32(ancestors.count)
        row.attributes = attributes
        row.tags = tags
        let position = Int(id) - (entityCount - layer.rows.count)
        if position >= 0 { layer.rows[position] = row } else { layer.amendments.append((id, row)) }
    }
}
