package import StrictJSON

extension Entities {
    /// Reads the standard JSON form: an array of `{"uid", "attrs", "parents", "tags"}`.
    ///
    /// - Throws: `json` for anything that is not exactly that, `value` and `name` for what is in it, `duplicate`
    ///   and `cycle` for what it says.
    package init(json bytes: [UInt8], limits: JSONLimits = .cedarEntities) throws(EntitiesError) {
        try self.init(EntitiesReader.entities(bytes, limits: limits))
    }
}

extension CedarRecord {
    /// Reads a context: one JSON object of values.
    ///
    /// - Throws: `json` when it is no object, `value` and `name` for what is in it.
    package init(contextJSON bytes: [UInt8], limits: JSONLimits = .cedarContext) throws(EntitiesError) {
        try self.init(contextJSON: EntitiesReader.parse(bytes, limits: limits))
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

enum EntitiesReader {
    static func parse(_ bytes: [UInt8], limits: JSONLimits) throws(EntitiesError) -> JSONValue {
        do { return try JSONValue.parse(bytes, limits: limits) } catch {
            throw EntitiesError(.json, "\(error)")
        }
    }

    static func entities(_ bytes: [UInt8], limits: JSONLimits) throws(EntitiesError) -> [Entity] {
        guard case .array(let elements) = try parse(bytes, limits: limits) else {
            throw EntitiesError(.json, "expected an array of entities")
        }
        var entities: [Entity] = []
        for (index, element) in elements.enumerated() {
            entities.append(try entity(element, at: "/\(index)"))
        }
        return entities
    }

    private static func entity(_ json: JSONValue, at path: String) throws(EntitiesError) -> Entity {
        do {
            var object = try ClosedObject(json, at: path)
            let uid = try ValueReader.entity(try object.required("uid"), at: "\(path)/uid")
            let attributes = try record(try object.required("attrs"), at: "\(path)/attrs")
            let parents = try self.parents(try object.required("parents"), at: "\(path)/parents")
            let tags = try object.optional("tags").map { json throws(EntitiesError) in
                try record(json, at: "\(path)/tags")
            }
            try object.finish()
            return Entity(uid, attributes: attributes, parents: parents, tags: tags ?? [:])
        } catch let error as EntitiesError {
            throw error
        } catch {
            throw EntitiesError(.json, "\(error)")
        }
    }

    private static func record(_ json: JSONValue, at path: String) throws(EntitiesError) -> CedarRecord {
        guard case .object(let object) = json else {
            throw EntitiesError(.json, "\(path): expected an object")
        }
        return try ValueReader.record(object, at: path)
    }

    private static func parents(_ json: JSONValue, at path: String) throws(EntitiesError) -> Set<EntityUID> {
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
