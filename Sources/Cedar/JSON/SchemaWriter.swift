package import StrictJSON

extension Schema {
    /// The schema in JSON, written anew from what it means.
    ///
    /// Common types are written out where they are used; annotations are not kept.
    package var json: JSONValue {
        var object = JSONObject()
        for namespace in namespaces { object.set(namespace.name, namespace.json) }
        return .object(object)
    }
}

extension Schema.Namespace {
    fileprivate var json: JSONValue {
        var types = JSONObject()
        for entity in entities { types.set(TypeName.baseName(entity.name), entity.json) }
        var actions = JSONObject()
        for action in self.actions { actions.set(action.uid.id, action.json) }
        return ["entityTypes": .object(types), "actions": .object(actions)]
    }
}

extension EntityTypeDefinition {
    fileprivate var json: JSONValue {
        if let ids { return ["enum": .array(ids.sorted().map(JSONValue.string))] }
        var object = JSONObject()
        if !ancestors.isEmpty {
            object.set("memberOfTypes", .array(ancestors.sorted().map(JSONValue.string)))
        }
        if !shape.attributes.isEmpty { object.set("shape", SchemaType.record(shape).json) }
        if let tags { object.set("tags", tags.json) }
        return .object(object)
    }
}

extension ActionDefinition {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        if !ancestors.isEmpty {
            let groups = ancestors.sorted().map {
                ["type": .string($0.type), "id": .string($0.id)] as JSONValue
            }
            object.set("memberOf", .array(groups))
        }
        if isApplicable {
            object.set(
                "appliesTo",
                [
                    "principalTypes": .array(principals.map(JSONValue.string)),
                    "resourceTypes": .array(resources.map(JSONValue.string)),
                    "context": SchemaType.record(context).json,
                ]
            )
        }
        return .object(object)
    }
}

extension SchemaType {
    fileprivate var json: JSONValue { .object(members) }

    private var members: JSONObject {
        switch self {
        case .bool: ["type": "Boolean"]
        case .long: ["type": "Long"]
        case .string: ["type": "String"]
        case .entity(let name): ["type": "Entity", "name": .string(name)]
        case .set(let element): ["type": "Set", "element": element.json]
        case .ext(let type): ["type": "Extension", "name": .string(ExactString(type.rawValue))]
        case .record(let shape): ["type": "Record", "attributes": .object(Self.attributes(shape))]
        // A schema declares neither.
        case .anyEntity, .never: [:]
        }
    }

    private static func attributes(_ shape: RecordShape) -> JSONObject {
        var object = JSONObject()
        for attribute in shape.attributes {
            var members = attribute.type.members
            if !attribute.isRequired { members.set("required", false) }
            object.set(attribute.name, .object(members))
        }
        return object
    }
}
