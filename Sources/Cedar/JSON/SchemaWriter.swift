package import StrictJSON

extension Schema {
    /// The schema in JSON: every declaration as it was written, common types and annotations kept.
    package var json: JSONValue { SchemaWriter(declarations).json }
}

/// Writes schemas in JSON from their declarations.
private struct SchemaWriter {
    private let declarations: SchemaDeclarations

    init(_ declarations: SchemaDeclarations) { self.declarations = declarations }

    var json: JSONValue {
        var object = JSONObject()
        let top = namespace("", [])
        if top.object?["entityTypes"]?.object?.isEmpty == false
            || top.object?["actions"]?.object?.isEmpty == false || top.object?["commonTypes"] != nil
        {
            object.set("", top)
        }
        for namespace in declarations.namespaces {
            object.set(ExactString(namespace.name), self.namespace(namespace.name, namespace.annotations))
        }
        return .object(object)
    }

    private func namespace(_ name: String, _ annotations: [Annotation]) -> JSONValue {
        func isHere(_ other: String) -> Bool { ExactString(other) == ExactString(name) }
        var types = JSONObject()
        for type in declarations.types where isHere(type.name.namespace) {
            types.set(ExactString(type.name.text), .object(annotated(members(type.type), type.annotations)))
        }
        var entities = JSONObject()
        for entity in declarations.entities where isHere(entity.name.namespace) {
            entities.set(ExactString(entity.name.text), json(entity))
        }
        var actions = JSONObject()
        for action in declarations.actions where isHere(action.namespace) {
            actions.set(action.id, json(action))
        }
        var object = JSONObject()
        if !types.isEmpty { object.set("commonTypes", .object(types)) }
        object.set("entityTypes", .object(entities))
        object.set("actions", .object(actions))
        return .object(annotated(object, annotations))
    }

    private func json(_ entity: SchemaDeclarations.EntityDeclaration) -> JSONValue {
        var object = JSONObject()
        if let ids = entity.ids { object.set("enum", .array(ids.map(JSONValue.string))) }
        if !entity.parents.isEmpty { object.set("memberOfTypes", list(entity.parents)) }
        if let shape = entity.shape {
            object.set("shape", .object(members(shape)))
        } else if !entity.attributes.isEmpty {
            object.set("shape", .object(members(.record(entity.attributes))))
        }
        if let tags = entity.tags { object.set("tags", .object(members(tags))) }
        return .object(annotated(object, entity.annotations))
    }

    private func json(_ action: SchemaDeclarations.ActionDeclaration) -> JSONValue {
        var object = JSONObject()
        if !action.groups.isEmpty {
            let groups = action.groups.map { group in
                var object: JSONObject = ["id": .string(group.id)]
                if let type = group.type { object.set("type", .string(ExactString(type.text))) }
                return JSONValue.object(object)
            }
            object.set("memberOf", .array(groups))
        }
        if let applies = action.appliesTo {
            var members: JSONObject = [
                "principalTypes": list(applies.principals), "resourceTypes": list(applies.resources),
            ]
            if let context = applies.context { members.set("context", .object(self.members(context))) }
            object.set("appliesTo", .object(members))
        }
        return .object(annotated(object, action.annotations))
    }

    private func members(_ type: SchemaDeclarations.WrittenType) -> JSONObject {
        switch type {
        case .name(let name): ["type": "EntityOrCommon", "name": .string(ExactString(name.text))]
        case .entity(let name): ["type": "Entity", "name": .string(ExactString(name.text))]
        case .builtin(.bool): ["type": "Boolean"]
        case .builtin(.ext(let type)): ["type": "Extension", "name": .string(ExactString(type.rawValue))]
        case .builtin(let type): ["type": .string(ExactString(type.description))]
        case .set(let element): ["type": "Set", "element": .object(members(element))]
        case .record(let attributes): ["type": "Record", "attributes": .object(self.attributes(attributes))]
        }
    }

    private func attributes(_ attributes: [SchemaDeclarations.WrittenAttribute]) -> JSONObject {
        var object = JSONObject()
        for attribute in attributes {
            var members = annotated(members(attribute.type), attribute.annotations)
            if !attribute.isRequired { members.set("required", false) }
            object.set(attribute.name, .object(members))
        }
        return object
    }

    private func annotated(_ object: JSONObject, _ annotations: [Annotation]) -> JSONObject {
        guard !annotations.isEmpty else { return object }
        var object = object
        var members = JSONObject()
        for annotation in annotations { members.set(annotation.name, .string(annotation.value)) }
        object.set("annotations", .object(members))
        return object
    }

    private func list(_ names: [SchemaDeclarations.Name]) -> JSONValue {
        .array(names.map { .string(ExactString($0.text)) })
    }
}
