import StrictJSON

/// Reads values from JSON where a schema says what they are: entities and extension values may then be written
/// without their escapes.
///
/// An entity may be `{"type", "id"}`; an extension value a plain string or `{"fn", "arg"}`. Whatever has no
/// implicit form is read as without a schema; whether it fits is checked afterwards.
struct TypedValueReader {
    private let schema: Schema

    init(_ schema: Schema) { self.schema = schema }

    /// The value of a JSON value that should be of a type.
    func value(_ json: JSONValue, _ type: SchemaType, at path: String) throws(EntitiesError) -> CedarValue {
        switch (json, type) {
        case (.object(let object), .entity):
            guard object["__entity"] != nil || object["type"] != nil || object["id"] != nil else { break }
            return .entity(try ValueReader.entity(json, at: path))
        case (.string(let text), .ext(let type)):
            return try ValueReader.call(ExactString(type.constructor.rawValue), [.string(text)], at: path)
        case (.object(let object), .ext):
            let inner = object["__extn"]?.object ?? object
            guard let name = inner["fn"]?.string else { break }
            return try ValueReader.call(
                name,
                inner["arg"].map { [$0] } ?? inner["args"]?.array ?? [],
                at: path
            )
        case (.array(let elements), .set(let element)):
            var values: [CedarValue] = []
            for (index, member) in elements.enumerated() {
                values.append(try value(member, element, at: "\(path)/\(index)"))
            }
            return .set(of: values)
        case (.object(let object), .record(let shape)):
            return .record(try record(object, shape, at: path))
        default: break
        }
        return try ValueReader.value(json, at: path)
    }

    /// The members of an object as a record that should be of a shape.
    func record(
        _ object: JSONObject,
        _ shape: RecordShape,
        at path: String
    ) throws(EntitiesError) -> CedarRecord {
        var members: [(ExactString, CedarValue)] = []
        for (name, member) in object.members {
            let place = "\(path)/\(name)"
            guard let type = shape[name]?.type else {
                members.append((name, try ValueReader.value(member, at: place)))
                continue
            }
            members.append((name, try value(member, type, at: place)))
        }
        return CedarRecord(members)
    }

    /// The shape of an entity's attributes and the type of its tags, if the schema knows it.
    func definition(of uid: EntityUID) -> EntityTypeDefinition? { schema.entityTypes[uid.type] }
}
