package import StrictJSON

/// What entities, attributes and actions exist, and which requests can be asked.
package struct Schema: Sendable {
    /// The entity types by name, action types not included.
    package let entityTypes: [ExactString: EntityTypeDefinition]
    /// The actions, groups included.
    package let actions: [EntityUID: ActionDefinition]
    /// Every combination of principal type, action and resource type that can be asked, in a fixed order.
    package let environments: [RequestEnvironment]
    /// What was written, for writing it again.
    let declarations: SchemaDeclarations
    private let actionTypes: Set<ExactString>

    init(
        entityTypes: [ExactString: EntityTypeDefinition],
        actions: [EntityUID: ActionDefinition],
        declarations: SchemaDeclarations
    ) {
        self.declarations = declarations
        self.entityTypes = entityTypes
        self.actions = actions
        actionTypes = Set(actions.keys.map(\.type))
        environments = actions.values.sorted { $0.uid < $1.uid }.flatMap { action in
            action.principals.flatMap { principal in
                action.resources.map {
                    RequestEnvironment(principal: principal, action: action, resource: $0)
                }
            }
        }
    }

    /// Reads a schema in Cedar's own syntax.
    ///
    /// - Throws: every problem found, with its place.
    package static func parse(
        _ text: String,
        file: String,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> Schema {
        guard text.utf8.count <= limits.maxBytes else {
            throw CedarError([.tooLarge(text, in: SourceFile(name: file, text: ""), limits)])
        }
        let source = SourceFile(name: file, text: text)
        var parser = Parser(source, limits: limits)
        let declarations = parser.schema()
        guard parser.diagnostics.isEmpty else { throw CedarError(parser.diagnostics) }
        return try SchemaResolver.resolve(declarations, source: source)
    }

    /// The action entities that the schema defines, groups as their parents.
    package var actionEntities: [Entity] {
        actions.values.map { Entity($0.uid, parents: $0.ancestors) }
    }

    /// Whether a type is that of some action.
    package func isActionType(_ name: ExactString) -> Bool { actionTypes.contains(name) }

    /// Whether an entity may exist: its type is declared, and its id too where the type lists its ids.
    package func admits(_ uid: EntityUID) -> Bool {
        guard let type = entityTypes[uid.type] else { return actions[uid] != nil }
        return type.ids?.contains(uid.id) ?? true
    }

    /// Whether an entity of one type can be in one of another.
    func canBeIn(_ type: ExactString, _ container: ExactString) -> Bool {
        if type == container { return true }
        if let definition = entityTypes[type] { return definition.ancestors.contains(container) }
        return actions.values.contains { action in
            action.uid.type == type && action.ancestors.contains { $0.type == container }
        }
    }
}

/// One entity type.
package struct EntityTypeDefinition: Hashable, Sendable {
    /// The full name.
    package let name: ExactString
    /// The types that its entities can be in, directly or not.
    package let ancestors: Set<ExactString>
    /// Its attributes.
    package let shape: RecordShape
    /// The type of its tags' values; nil when it has no tags.
    package let tags: SchemaType?
    /// The only ids there are; nil when any id is possible.
    package let ids: Set<ExactString>?
}

/// One action, or a group of actions.
package struct ActionDefinition: Hashable, Sendable {
    /// Its name.
    package let uid: EntityUID
    /// The groups it is in, directly or not.
    package let ancestors: Set<EntityUID>
    /// The types of principals it applies to; empty for a mere group.
    package let principals: [ExactString]
    /// The types of resources it applies to; empty for a mere group.
    package let resources: [ExactString]
    /// The context of its requests.
    package let context: RecordShape
}

/// One kind of request: who may ask for what on what.
package struct RequestEnvironment: Hashable, Sendable {
    /// The principal's type.
    package let principal: ExactString
    /// The action.
    package let action: ActionDefinition
    /// The resource's type.
    package let resource: ExactString
}
