/// One request in the fast form, over the entities and policies that decide it.
///
/// Making it looks names up; deciding it then touches numbers only, allocates nothing and can be repeated.
package final class CompiledRequest: Sendable {
    /// The request as given.
    package let source: CedarRequest
    /// The entities that it is decided over.
    package let entities: CompiledEntities
    /// What the request names that policies and entities do not.
    let local: Layer
    let principal: UInt32
    let action: UInt32
    let resource: UInt32
    let principalType: UInt32
    let resourceType: UInt32
    let context: Int64

    /// Looks up what a request names.
    package convenience init(_ source: CedarRequest, over entities: CompiledEntities) {
        self.init(source, over: entities, Vocabulary(over: entities.vocabulary))
    }

    /// Looks up what a request names, with a few entities that only it knows.
    ///
    /// Entities that others already are in change those too; then everything is compiled anew.
    /// - Throws: as ``Entities/adding(_:)`` does.
    package convenience init(
        _ source: CedarRequest,
        adding others: [Entity],
        over entities: CompiledEntities
    ) throws(EntitiesError) {
        let all = try entities.source.adding(others)
        guard entities.source.keepsItsAncestors(adding: others) else {
            self.init(source, over: CompiledEntities(all, entities.policies))
            return
        }
        var names = Vocabulary(over: entities.vocabulary)
        for entity in others {
            names.add(entity, ancestors: all.ancestors(of: entity.uid), over: entities.vocabulary)
        }
        self.init(source, over: entities.amended(all), names)
    }

    private init(_ source: CedarRequest, over entities: CompiledEntities, _ names: consuming Vocabulary) {
        let base = entities.vocabulary
        var names = names
        principal = names.id(of: source.principal, over: base)
        action = names.id(of: source.action, over: base)
        resource = names.id(of: source.resource, over: base)
        principalType = names.id(of: source.principal.type, over: base)
        resourceType = names.id(of: source.resource.type, over: base)
        context = names.fields(source.context, over: base)
        local = names.layer
        self.source = source
        self.entities = entities
    }

    /// The decision, with the policies that determined it and those that failed, as ``Authorizer`` gives it.
    package func authorize() -> AuthorizationResult {
        var verdict = Verdict()
        decide(&verdict)
        return verdict.result(of: self)
    }
}
