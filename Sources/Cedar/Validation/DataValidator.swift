import StrictJSON

extension Schema {
    /// Checks that a request can be asked: its action applies to its principal and resource, and its context is
    /// exactly of the declared shape.
    ///
    /// - Throws: `schema` with the first part that does not fit.
    package func check(_ request: CedarRequest) throws(EntitiesError) {
        guard let action = actions[request.action] else {
            let hint = Suggestion.clause(
                for: request.action.id.value,
                among: actions.keys.map(\.id.value).sorted()
            )
            throw EntitiesError(.schema, "unknown action `\(request.action)`\(hint)")
        }
        let sides = [
            ("principal", request.principal, action.principals),
            ("resource", request.resource, action.resources),
        ]
        for (name, uid, types) in sides {
            guard types.contains(uid.type) else {
                let expected =
                    types.isEmpty
                    ? "it is a mere group" : "expected " + types.map { "`\($0)`" }.joined(separator: " or ")
                throw EntitiesError(
                    .schema,
                    "\(name): `\(action.uid)` does not apply to type `\(uid.type)`, \(expected)"
                )
            }
            guard admits(uid) else { throw EntitiesError(.schema, "\(name): unknown entity `\(uid)`") }
        }
        try check(.record(request.context), .record(action.context), at: "context")
    }

    /// Checks that entities are what the schema declares: types, ids, attributes, parents and tags.
    ///
    /// - Throws: `schema` with the first part that does not fit.
    package func check(_ entities: Entities) throws(EntitiesError) {
        for entity in entities.all {
            try check(entity, ancestors: entities.ancestors(of: entity.uid))
        }
    }

    private func check(_ entity: Entity, ancestors: Set<EntityUID>) throws(EntitiesError) {
        let place = "\(entity.uid)"
        guard let type = entityTypes[entity.uid.type] else {
            guard let action = actions[entity.uid] else {
                let hint = Suggestion.clause(
                    for: entity.uid.type.value,
                    among: entityTypes.keys.map(\.value)
                )
                throw EntitiesError(.schema, "\(place): unknown entity type `\(entity.uid.type)`\(hint)")
            }
            guard entity.attributes.fields.isEmpty, entity.tags.fields.isEmpty, ancestors == action.ancestors
            else {
                throw EntitiesError(.schema, "\(place): not the action that the schema declares")
            }
            return
        }
        guard admits(entity.uid) else {
            let ids = (type.ids ?? []).map(\.value)
            let hint = Suggestion.clause(for: entity.uid.id.value, among: ids)
            throw EntitiesError(.schema, "\(place): the type has no such id\(hint)")
        }
        try check(.record(entity.attributes), .record(type.shape), at: place)
        for ancestor in ancestors {
            guard type.ancestors.contains(ancestor.type), admits(ancestor) else {
                let expected = type.ancestors.sorted().map { "`\($0)`" }.joined(separator: " or ")
                throw EntitiesError(
                    .schema,
                    "\(place): cannot be in `\(ancestor)`, expected "
                        + (expected.isEmpty ? "no parents" : "one of type \(expected)")
                )
            }
        }
        for tag in entity.tags.fields {
            guard let valueType = type.tags else {
                throw EntitiesError(.schema, "\(place): the type has no tags")
            }
            try check(tag.value, valueType, at: "\(place).getTag(\(Quoting.quoted(tag.name.value)))")
        }
    }

    /// Checks that a value is of a type.
    func check(_ value: CedarValue, _ type: SchemaType, at place: String) throws(EntitiesError) {
        switch (value, type) {
        case (.bool, .bool), (.long, .long), (.string, .string), (.decimal, .ext(.decimal)),
            (.ip, .ext(.ipaddr)),
            (.datetime, .ext(.datetime)), (.duration, .ext(.duration)):
            return
        case (.entity(let uid), .entity(let name)) where uid.type == name:
            guard admits(uid) else { throw EntitiesError(.schema, "\(place): unknown entity `\(uid)`") }
        case (.set(let set), .set(let element)):
            for member in set.elements { try check(member, element, at: place) }
        case (.record(let record), .record(let shape)): try check(record, shape, at: place)
        default: throw EntitiesError(.schema, "\(place): expected `\(type)`, found \(value.typeName)")
        }
    }

    private func check(_ record: CedarRecord, _ shape: RecordShape, at place: String) throws(EntitiesError) {
        for field in record.fields {
            guard let attribute = shape[field.name] else {
                let hint = Suggestion.clause(for: field.name.value, among: shape.attributes.map(\.name.value))
                throw EntitiesError(.schema, "\(place): unknown attribute `\(field.name)`\(hint)")
            }
            try check(field.value, attribute.type, at: "\(place).\(field.name)")
        }
        for attribute in shape.attributes where attribute.isRequired && !record.contains(attribute.name) {
            throw EntitiesError(.schema, "\(place): attribute `\(attribute.name)` is missing")
        }
    }
}
