internal import Cedar
internal import StrictJSON

extension CedarValue {
    /// The value in Cedar's JSON form, with `__entity` and `__extn` where JSON has no form of its own.
    var json: JSONValue {
        switch self {
        case .bool(let value): .bool(value)
        case .long(let value): .integer(value)
        case .string(let value): .string(value)
        case .entity(let uid): ["__entity": .object(uid.json)]
        case .set(let set): .array(set.elements.map(\.json))
        case .record(let record): .object(record.json)
        case .decimal(let value): Self.call("decimal", "\(value)")
        case .ip(let value): Self.call("ip", "\(value)")
        case .datetime(let value): Self.call("datetime", "\(value)")
        case .duration(let value): Self.call("duration", "\(value)")
        }
    }

    private static func call(_ function: ExactString, _ argument: String) -> JSONValue {
        let call = JSONObject(distinct: [
            ("fn", .string(function)), ("arg", .string(ExactString(argument))),
        ])
        return .object(JSONObject(distinct: [("__extn", .object(call))]))
    }
}

extension EntityUID {
    /// The name as `{"type", "id"}`.
    var json: JSONObject { ["type": .string(type), "id": .string(id)] }
}

extension CedarRecord {
    /// The record as an object, names in order.
    var json: JSONObject {
        JSONObject(distinct: fields.map { ($0.name, $0.value.json) })
    }
}

extension Entity {
    /// The entity in Cedar's JSON form.
    var json: JSONObject {
        [
            "uid": .object(uid.json), "attrs": .object(attributes.json),
            "parents": .array(parents.sorted().map { .object($0.json) }),
        ]
    }
}
