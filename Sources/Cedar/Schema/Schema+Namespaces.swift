import StrictJSON

extension Schema {
    /// One namespace's declarations, sorted, as the writers of both syntaxes go through them.
    struct Namespace {
        /// The path; empty at the top.
        let name: ExactString
        let entities: [EntityTypeDefinition]
        let actions: [ActionDefinition]
    }

    /// All namespaces that declare something, sorted by name.
    var namespaces: [Namespace] {
        let entities = Dictionary(grouping: entityTypes.values) { Self.namespace(of: $0.name) }
        let actions = Dictionary(grouping: actions.values) { Self.namespace(of: $0.uid.type) }
        return Set(entities.keys).union(actions.keys).sorted().map { name in
            Namespace(
                name: name,
                entities: (entities[name] ?? []).sorted { $0.name < $1.name },
                actions: (actions[name] ?? []).sorted { $0.uid < $1.uid }
            )
        }
    }

    private static func namespace(of name: ExactString) -> ExactString {
        let base = TypeName.baseName(name).byteCount
        return ExactString(String(decoding: name.bytes.dropLast(base).dropLast(2), as: UTF8.self))
    }
}

extension ActionDefinition {
    /// Whether it can be asked for at all; a mere group cannot.
    var isApplicable: Bool { !principals.isEmpty && !resources.isEmpty }
}
