import StrictJSON

extension Schema {
    /// The schema in Cedar's own syntax: every declaration as it was written, common types and annotations kept,
    /// comments not.
    package var text: String {
        let printer = SchemaPrinter(self)
        return printer.isExpressible ? printer.text : ExpandedSchemaPrinter(self).text
    }
}

/// Writes schemas in Cedar's own syntax from their declarations.
private struct SchemaPrinter {
    typealias WrittenType = SchemaDeclarations.WrittenType

    private let schema: Schema
    private let declarations: SchemaDeclarations
    /// The full names of what is declared; a word of the language among them needs its own namespace in front.
    private let declared: Set<ExactString>
    private let commonTypes: Set<ExactString>

    init(_ schema: Schema) {
        self.schema = schema
        declarations = schema.declarations
        commonTypes = Set(declarations.types.map { Self.full($0.name.text, $0.name.namespace) })
        declared = commonTypes.union(schema.entityTypes.keys)
    }

    /// Whether no name must be an entity's although a common type goes before it.
    var isExpressible: Bool {
        let attributes = declarations.entities.flatMap(\.attributes)
        let types =
            declarations.types.map(\.type) + attributes.map(\.type) + declarations.entities.compactMap(\.tags)
            + declarations.actions.compactMap { $0.appliesTo?.context }
        return types.allSatisfy(isExpressible)
    }

    private func isExpressible(_ type: WrittenType) -> Bool {
        switch type {
        case .name, .builtin: true
        case .entity(let name):
            !commonTypes.contains(Self.full(name.text, name.namespace))
                && !commonTypes.contains(ExactString(name.text))
        case .set(let element): isExpressible(element)
        case .record(let attributes): attributes.allSatisfy { isExpressible($0.type) }
        }
    }

    var text: String {
        let top = lines(in: "").map { $0 + "\n" }
        let named = declarations.namespaces.map { namespace in
            let lines = lines(in: namespace.name).map { indented($0) + "\n" }
            return annotations(namespace.annotations) + "namespace \(namespace.name) {\n"
                + lines.joined(separator: "\n") + "}\n"
        }
        return ([top.joined(separator: "\n")] + named).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func lines(in namespace: String) -> [String] {
        func isHere(_ other: String) -> Bool { ExactString(other) == ExactString(namespace) }
        return declarations.types.filter { isHere($0.name.namespace) }.map(text)
            + declarations.entities.filter { isHere($0.name.namespace) }.map(text)
            + declarations.actions.filter { isHere($0.namespace) }.map(text)
    }

    private func text(_ type: SchemaDeclarations.TypeDeclaration) -> String {
        annotations(type.annotations)
            + "type \(type.name.text) = \(text(type.type, in: type.name.namespace));"
    }

    private func text(_ entity: SchemaDeclarations.EntityDeclaration) -> String {
        var text = annotations(entity.annotations) + "entity \(entity.name.text)"
        if let ids = entity.ids {
            return text + " enum [\(ids.map { Quoting.quoted($0.value) }.joined(separator: ", "))];"
        }
        if !entity.parents.isEmpty { text += " in \(list(entity.parents))" }
        if entity.shape != nil {
            // A named shape has no form here, so that it is written out.
            let name = Self.full(entity.name.text, entity.name.namespace)
            let shape = schema.entityTypes[name]?.shape ?? .empty
            if !shape.attributes.isEmpty { text += " = \(ExpandedSchemaPrinter(schema).text(shape))" }
        } else if !entity.attributes.isEmpty {
            text += " = \(self.text(entity.attributes, in: entity.name.namespace))"
        }
        if let tags = entity.tags { text += " tags \(self.text(tags, in: entity.name.namespace))" }
        return text + ";"
    }

    private func text(_ action: SchemaDeclarations.ActionDeclaration) -> String {
        var text = annotations(action.annotations) + "action \(name(action.id))"
        if !action.groups.isEmpty {
            let groups = action.groups.map { group in
                group.type.map { "\($0.text)::\(Quoting.quoted(group.id.value))" } ?? name(group.id)
            }
            text += " in [\(groups.joined(separator: ", "))]"
        }
        if let applies = action.appliesTo, !applies.principals.isEmpty, !applies.resources.isEmpty {
            var parts = "principal: \(list(applies.principals)),\nresource: \(list(applies.resources)),\n"
            if let context = applies.context {
                parts += "context: \(self.text(context, in: action.namespace)),\n"
            }
            text += " appliesTo {\n\(indented(parts))}"
        }
        return text + ";"
    }

    private func list(_ names: [SchemaDeclarations.Name]) -> String {
        names.count == 1 ? names[0].text : "[\(names.map(\.text).joined(separator: ", "))]"
    }

    // MARK: Types

    private func text(_ type: WrittenType, in namespace: String) -> String {
        switch type {
        case .name(let name), .entity(let name): name.text
        case .builtin(let type): word(type.description, in: namespace)
        case .set(let element): "Set<\(text(element, in: namespace))>"
        case .record(let attributes): text(attributes, in: namespace)
        }
    }

    private func text(
        _ attributes: [SchemaDeclarations.WrittenAttribute],
        in namespace: String
    ) -> String {
        guard !attributes.isEmpty else { return "{}" }
        let lines = attributes.map {
            "\(annotations($0.annotations))\(name($0.name))\($0.isRequired ? "" : "?"): "
                + "\(text($0.type, in: namespace)),\n"
        }
        return "{\n\(indented(lines.joined()))}"
    }

    private func word(_ word: String, in namespace: String) -> String {
        let isHidden = declared.contains(ExactString(word)) || declared.contains(Self.full(word, namespace))
        return isHidden ? "\(ReservedWord.namespace)::\(word)" : word
    }

    private static func full(_ name: String, _ namespace: String) -> ExactString {
        ExactString(namespace.isEmpty ? name : "\(namespace)::\(name)")
    }

    // MARK: Words and layout

    private func name(_ name: ExactString) -> String {
        let isPlain = TypeName.isValid(name) && TypeName.baseName(name) == name
        return isPlain ? name.value : Quoting.quoted(name.value)
    }

    private func annotations(_ annotations: [Annotation]) -> String {
        annotations.map {
            "@\($0.name)\($0.value.isEmpty ? "" : "(\(Quoting.quoted($0.value.value)))")\n"
        }.joined()
    }

    /// Every line of a text four blanks further in; strings are written without line breaks.
    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }
}
