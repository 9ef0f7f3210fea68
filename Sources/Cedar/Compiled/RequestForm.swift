/// The memory of a request in the fast form, to be filled with one request after another.
///
/// Filling it looks names up; deciding then touches numbers only. Once it has grown to the size of the requests,
/// neither allocates.
struct RequestForm: Sendable {
    /// The request as given.
    private(set) var source: CedarRequest
    /// What it is decided over.
    private(set) var entities: CompiledEntities
    /// The entities for the reference evaluator: the compiled ones, and those that only the request knows.
    private(set) var known: Entities
    /// What the request names that policies and entities do not.
    private(set) var names: Vocabulary
    private(set) var principal: UInt32 = 0
    private(set) var action: UInt32 = 0
    private(set) var resource: UInt32 = 0
    private(set) var principalType: UInt32 = 0
    private(set) var resourceType: UInt32 = 0
    private(set) var context: Int64 = 0
    /// Whether the request is one that the schema has; nil without a schema.
    private(set) var fitsSchema: Bool?
    private let home: CompiledEntities

    /// A form for requests over some entities, filled with the first.
    init(_ source: CedarRequest, over entities: CompiledEntities) {
        self.source = source
        self.entities = entities
        known = entities.source
        names = Vocabulary(over: entities.names)
        home = entities
        fill()
    }

    var local: Layer { _read { yield names.layer } }

    /// Takes another request in.
    mutating func prepare(_ source: CedarRequest) {
        empty(source)
        fill()
    }

    /// Takes another request in, with a few entities that only it knows.
    ///
    /// Entities that others already are in change those too; then everything is compiled anew.
    /// `all` is the compiled entities with the others added.
    mutating func prepare(_ source: CedarRequest, adding others: [Entity], in all: Entities) {
        empty(source)
        known = all
        if home.source.keepsItsAncestors(adding: others) {
            for entity in others { names.add(entity, ancestors: all.ancestors(of: entity.uid)) }
        } else {
            entities = CompiledEntities(all, home.policies, schema: home.schema)
            names = Vocabulary(over: entities.names)
            isAway = true
        }
        fill()
    }

    private var isAway = false

    private mutating func empty(_ source: CedarRequest) {
        self.source = source
        known = home.source
        guard isAway else { return names.layer.removeAll() }
        entities = home
        names = Vocabulary(over: home.names)
        isAway = false
    }

    private mutating func fill() {
        principalType = names.id(of: source.principal.type)
        resourceType = names.id(of: source.resource.type)
        principal = names.id(of: source.principal.id, ofType: principalType)
        resource = names.id(of: source.resource.id, ofType: resourceType)
        action = names.id(of: source.action)
        guard let schema = entities.schema else {
            context = names.fields(source.context)
            return
        }
        if let shape = entities.shapes.shape(action, principalType, resourceType),
            let place = names.fields(source.context, shape, entities.shapes)
        {
            context = place
            fitsSchema = true
        } else {
            context = names.fields(source.context)
            // What the shapes do not know for sure is the schema's to say.
            fitsSchema = (try? schema.check(source)) != nil
        }
    }
}
