import Cedar
import StrictJSON

extension EntityUID {
    /// `{"type", "id"}`.
    var testJSON: JSONValue { ["type": .string(type), "id": .string(id)] }
}

extension CedarValue {
    /// The value with `__entity` and `__extn` where JSON has no form of its own.
    var testJSON: JSONValue {
        switch self {
        case .bool(let value): .bool(value)
        case .long(let value): .integer(value)
        case .string(let value): .string(value)
        case .entity(let uid): ["__entity": uid.testJSON]
        case .set(let set): .array(set.elements.map(\.testJSON))
        case .record(let record): record.testJSON
        case .decimal(let value): Self.call("decimal", "\(value)")
        case .ip(let value): Self.call("ip", "\(value)")
        case .datetime(let value): Self.call("datetime", "\(value)")
        case .duration(let value): Self.call("duration", "\(value)")
        }
    }

    private static func call(_ function: ExactString, _ argument: String) -> JSONValue {
        ["__extn": ["fn": .string(function), "arg": .string(ExactString(argument))]]
    }
}

extension CedarRecord {
    var testJSON: JSONValue {
        var object = JSONObject()
        for field in fields { object.set(field.name, field.value.testJSON) }
        return .object(object)
    }
}

extension Entity {
    /// The standard form.
    var testJSON: JSONValue {
        [
            "uid": uid.testJSON, "attrs": attributes.testJSON, "tags": tags.testJSON,
            "parents": .array(parents.sorted().map(\.testJSON)),
        ]
    }
}

extension CedarRequest {
    /// As cedarpy reads it.
    var testJSON: JSONValue {
        [
            "principal": principal.testJSON, "action": action.testJSON, "resource": resource.testJSON,
            "context": context.testJSON,
        ]
    }
}
