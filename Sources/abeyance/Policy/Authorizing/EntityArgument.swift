import Cedar
import StrictJSON

extension EntityUID {
    /// The entity that a text names as a policy would, such as `User::"alice"`; nil when it names none.
    init?(written text: String) {
        // The parser of policies knows every escape; nothing but one name may have been read.
        guard let set = try? PolicySet.parse("permit (principal == \(text), action, resource);", file: ""),
            set.policies.count == 1, let policy = set.policies.first, policy.conditions.isEmpty,
            policy.annotations.isEmpty, case .equal(.entity(let uid)) = policy.principal,
            case .any = policy.action, case .any = policy.resource
        else { return nil }
        self = uid
    }

    /// The entity of a request in JSON: a text as in a policy, or `{"type", "id"}`.
    init(_ json: JSONValue, at path: String) throws(JSONError) {
        if let text = json.string {
            guard let uid = EntityUID(written: text.value) else {
                throw JSONError(
                    .outOfRange,
                    path: path,
                    message:
                        "`\(Printable.text(text.value))` is no entity, expected one such as `User::\"alice\"`"
                )
            }
            self = uid
            return
        }
        var object = try ClosedObject(json, at: path)
        let (type, id) = (try object.string("type"), try object.string("id"))
        try object.finish()
        guard TypeName.isValid(type) else {
            throw object.fault(.outOfRange, at: "type", "`\(Printable.text(type.value))` is no entity type")
        }
        self = EntityUID(type: type, id: id)
    }
}
