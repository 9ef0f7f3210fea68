package import StrictJSON

extension Entities {
    /// Reads the standard JSON form: an array of `{"uid", "attrs", "parents", "tags"}`.
    ///
    /// - Throws: `json` for anything that is not exactly that, `value` and `name` for what is in it, `duplicate`
    ///   and `cycle` for what it says.
    package init(json bytes: [UInt8], limits: JSONLimits = .cedarEntities) throws(EntitiesError) {
        try self.init(EntitiesReader(nil).entities(bytes, limits: limits))
    }

    /// Reads the same form under a schema: implicit forms are understood, the schema's actions are added, and
    /// everything must fit the schema.
    ///
    /// - Throws: as without a schema, and `schema` for what does not fit.
    package init(
        json bytes: [UInt8],
        schema: Schema,
        limits: JSONLimits = .cedarEntities
    ) throws(EntitiesError) {
        let read = try EntitiesReader(TypedValueReader(schema)).entities(bytes, limits: limits)
        let given = Set(read.map(\.uid))
        try self.init(read + schema.actionEntities.filter { !given.contains($0.uid) })
        try schema.check(self)
    }
}

extension CedarRecord {
    /// Reads a context: one JSON object of values.
    ///
    /// - Throws: `json` when it is no object, `value` and `name` for what is in it.
    package init(contextJSON bytes: [UInt8], limits: JSONLimits = .cedarContext) throws(EntitiesError) {
        try self.init(contextJSON: EntitiesReader.parse(bytes, limits: limits))
    }

    /// Reads the context of an action's requests under a schema: implicit forms are understood.
    ///
    /// Whether it fits is left to `Schema.check`, with the whole request.
    package init(contextJSON json: JSONValue, schema: Schema, action: EntityUID) throws(EntitiesError) {
        guard let definition = schema.actions[action], case .object(let object) = json else {
            try self.init(contextJSON: json)
            return
        }
        self = try TypedValueReader(schema).record(object, definition.context, at: "")
    }

    /// Reads a context that was already parsed.
    package init(contextJSON json: JSONValue) throws(EntitiesError) {
        guard case .record(let record) = try ValueReader.value(json, at: "") else {
            throw EntitiesError(.json, "expected the context as an object of values")
        }
        self = record
    }
}

extension JSONLimits {
    /// What entity files may be at most: 64 MiB, 64 deep, a million members.
    package static let cedarEntities = JSONLimits(maxBytes: 64 << 20, maxDepth: 64, maxMembers: 1_000_000)
    /// What a context may be at most: 1 MiB, 32 deep, 10,000 members.
    package static let cedarContext = JSONLimits(maxBytes: 1 << 20, maxDepth: 32, maxMembers: 10_000)
}

/// Reads entity files, with or without a schema.
struct EntitiesReader {
    private let typed: TypedValueReader?

    init(_ typed: TypedValueReader?) { self.typed = typed }

    static func parse(_ bytes: [UInt8], limits: JSONLimits) throws(EntitiesError) -> JSONValue {
        do { return try JSONValue.parse(bytes, limits: limits) } catch {
            throw EntitiesError(.json, "\(error)")
        }
    }

    func entities(_ bytes: [UInt8], limits: JSONLimits) throws(EntitiesError) -> [Entity] {
        guard case .array(let elements) = try Self.parse(bytes, limits: limits) else {
            throw EntitiesError(.json, "expected an array of entities")
        }
        var entities: [Entity] = []
        for (index, element) in elements.enumerated() {
            entities.append(try entity(element, at: "/\(index)"))
        }
        return entities
    }

    private func entity(_ json: JSONValue, at path: String) throws(EntitiesError) -> Entity {
        do {
            var object = try ClosedObject(json, at: path)
            let uid = try ValueReader.entity(try object.required("uid"), at: "\(path)/uid")
            let definition = typed?.definition(of: uid)
            let attributes = try members(try object.required("attrs"), at: "\(path)/attrs")
            let parents = try parents(try object.required("parents"), at: "\(path)/parents")
            let tags = try object.optional("tags").map { json throws(EntitiesError) in
                try members(json, at: "\(path)/tags")
            }
            try object.finish()
            return Entity(
                uid,
                attributes: try record(attributes, definition?.shape ?? .empty, at: "\(path)/attrs"),
                parents: parents,
                tags: try self.tags(tags ?? [:], definition?.tags, at: "\(path)/tags")
            )
        } catch let error as EntitiesError {
            throw error
        } catch {
            throw EntitiesError(.json, "\(error)")
        }
    }

    private func members(_ json: JSONValue, at path: String) throws(EntitiesError) -> JSONObject {
        guard case .object(let object) = json else {
            throw EntitiesError(.json, "\(path): expected an object")
        }
        return object
    }

    private func record(
        _ object: JSONObject,
        _ shape: RecordShape,
        at path: String
    ) throws(EntitiesError) -> CedarRecord {
        guard let typed else { return try ValueReader.record(object, at: path) }
        return try typed.record(object, shape, at: path)
    }

    private func tags(
        _ object: JSONObject,
        _ type: SchemaType?,
        at path: String
    ) throws(EntitiesError) -> CedarRecord {
        guard let typed, let type else { return try ValueReader.record(object, at: path) }
        var members: [(ExactString, CedarValue)] = []
        for (name, member) in object.members {
            members.append((name, try typed.value(member, type, at: "\(path)/\(name)")))
        }
        return CedarRecord(members)
    }

    private func parents(_ json: JSONValue, at path: String) throws(EntitiesError) -> Set<EntityUID> {
        guard case .array(let elements) = json else {
            throw EntitiesError(.json, "\(path): expected an array")
        }
        var parents: Set<EntityUID> = []
        for (index, element) in elements.enumerated() {
            parents.insert(try ValueReader.entity(element, at: "\(path)/\(index)"))
        }
        return parents
    }
}
