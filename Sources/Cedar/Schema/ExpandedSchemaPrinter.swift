import StrictJSON

/// Writes schemas in Cedar's own syntax from what they mean, with common types written out where they are used.
///
/// Needed where JSON says of a name that it is an entity's although a common type has it too: Cedar's own syntax
/// cannot say that.
struct ExpandedSchemaPrinter {
    private let schema: Schema
    /// What stands before the names of the language's own types.
    private let prefix: String

    init(_ schema: Schema) {
        self.schema = schema
        // An entity type may be named like a type of the language, which then needs its full name.
        let names = Set(schema.entityTypes.keys.map { TypeName.baseName($0).value })
        let isAmbiguous =
            ["Bool", "Long", "String"].contains(where: names.contains)
            || ExtensionType.allCases.contains { names.contains($0.rawValue) }
        prefix = isAmbiguous ? "\(ReservedWord.namespace)::" : ""
    }

    var text: String { schema.namespaces.map(text).joined(separator: "\n") }

    private func text(_ namespace: Schema.Namespace) -> String {
        let lines = namespace.entities.map(text) + namespace.actions.map(text)
        guard !namespace.name.isEmpty else { return lines.map { $0 + "\n" }.joined() }
        return "namespace \(namespace.name) {\n" + lines.map { "    \($0)\n" }.joined() + "}\n"
    }

    private func text(_ entity: EntityTypeDefinition) -> String {
        var text = "entity \(TypeName.baseName(entity.name))"
        if let ids = entity.ids {
            return text + " enum [\(ids.sorted().map { Quoting.quoted($0.value) }.joined(separator: ", "))];"
        }
        if !entity.ancestors.isEmpty { text += " in \(list(entity.ancestors.sorted()))" }
        if !entity.shape.attributes.isEmpty { text += " \(self.text(entity.shape))" }
        if let tags = entity.tags { text += " tags \(self.text(tags))" }
        return text + ";"
    }

    private func text(_ action: ActionDefinition) -> String {
        var text = "action \(Quoting.quoted(action.uid.id.value))"
        if !action.ancestors.isEmpty {
            text += " in [\(action.ancestors.sorted().map(\.description).joined(separator: ", "))]"
        }
        if action.isApplicable {
            text += " appliesTo { principal: \(list(action.principals)), resource: \(list(action.resources))"
            text += ", context: \(self.text(action.context)) }"
        }
        return text + ";"
    }

    private func list(_ names: [ExactString]) -> String {
        "[\(names.map(\.value).joined(separator: ", "))]"
    }

    func text(_ shape: RecordShape) -> String {
        let parts = shape.attributes.map {
            "\(Quoting.quoted($0.name.value))\($0.isRequired ? "" : "?"): \(text($0.type))"
        }
        return "{\(parts.joined(separator: ", "))}"
    }

    private func text(_ type: SchemaType) -> String {
        switch type {
        case .bool, .long, .string, .ext: prefix + type.description
        case .entity, .anyEntity, .never: type.description
        case .set(let element): "Set<\(text(element))>"
        case .record(let shape): text(shape)
        }
    }
}
