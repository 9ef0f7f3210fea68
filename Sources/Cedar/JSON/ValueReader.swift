import StrictJSON

/// Reads values from JSON: `__entity` and `__extn` escapes, arrays as sets, objects as records.
///
/// An escape counts only when its object has exactly that one member of the right inner shape; everything else
/// is a plain record, as the reference engine has it. Null, fractions and integers beyond 64 bits are refused.
struct ValueReader {
    /// The value of a JSON value at a place.
    static func value(_ json: JSONValue, at path: String) throws(EntitiesError) -> CedarValue {
        switch json {
        case .null: throw EntitiesError(.value, "\(path): null is no value, leave the member out")
        case .bool(let bool): return .bool(bool)
        case .string(let text): return .string(text)
        case .number(let number):
            guard let integer = number.integer else {
                throw EntitiesError(
                    .value,
                    "\(path): `\(number.lexeme)` is no 64-bit integer, use `__extn` with `decimal`"
                )
            }
            return .long(integer)
        case .array(let elements):
            var values: [CedarValue] = []
            for (index, element) in elements.enumerated() {
                values.append(try value(element, at: "\(path)/\(index)"))
            }
            return .set(of: values)
        case .object(let object):
            if let escaped = try escape(object, at: path) { return escaped }
            return .record(try record(object, at: path))
        }
    }

    /// The members of an object as a record.
    static func record(_ object: JSONObject, at path: String) throws(EntitiesError) -> CedarRecord {
        var members: [(ExactString, CedarValue)] = []
        for (name, member) in object.members {
            members.append((name, try value(member, at: "\(path)/\(name)")))
        }
        return CedarRecord(members)
    }

    /// An entity's name, as `{"type", "id"}` or inside `__entity`; other members do not count.
    static func entity(_ json: JSONValue, at path: String) throws(EntitiesError) -> EntityUID {
        let inner = json["__entity"] ?? json
        guard let type = inner["type"]?.string, let id = inner["id"]?.string else {
            throw EntitiesError(.json, "\(path): expected an entity as `{\"type\": ..., \"id\": ...}`")
        }
        return try entity(type: type, id: id, at: path)
    }

    private static func entity(
        type: ExactString,
        id: ExactString,
        at path: String
    ) throws(EntitiesError) -> EntityUID {
        guard TypeName.isValid(type) else {
            throw EntitiesError(
                .name,
                "\(path): `\(type)` is no entity type, expected a path such as `Photos::Album`"
            )
        }
        return EntityUID(type: type, id: id)
    }

    private static func escape(_ object: JSONObject, at path: String) throws(EntitiesError) -> CedarValue? {
        guard object.count == 1, let member = object.members.first else { return nil }
        switch (member.name, member.value) {
        case ("__expr", .string):
            throw EntitiesError(.value, "\(path): `__expr` is not supported, use `__entity` or `__extn`")
        case ("__entity", .object(let inner)):
            guard let type = inner["type"]?.string, let id = inner["id"]?.string else { return nil }
            return .entity(try entity(type: type, id: id, at: path))
        case ("__extn", .object(let inner)):
            guard let name = inner["fn"]?.string else { return nil }
            if let argument = inner["arg"] { return try call(name, [argument], at: path) }
            guard let arguments = inner["args"]?.array else { return nil }
            return try call(name, arguments, at: path)
        default: return nil
        }
    }

    /// The value of an extension function's call.
    static func call(
        _ name: ExactString,
        _ arguments: [JSONValue],
        at path: String
    ) throws(EntitiesError) -> CedarValue {
        guard let function = ExtensionFunction.allCases.first(where: { ExactString($0.rawValue) == name })
        else {
            let names = ExtensionFunction.allCases.filter(\.isConstructor).map(\.rawValue)
            let hint = Suggestion.clause(for: name.value, among: names)
            throw EntitiesError(.value, "\(path): unknown extension function `\(name)`\(hint)")
        }
        var values: [CedarValue] = []
        for argument in arguments { values.append(try value(argument, at: path)) }
        do { return try function.call(values) } catch {
            switch error {
            case .invalid(let message): throw EntitiesError(.value, "\(path): `\(name)`: \(message)")
            case .wrongArguments:
                throw EntitiesError(.value, "\(path): `\(name)` takes \(function.signature)")
            }
        }
    }
}
