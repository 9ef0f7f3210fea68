package import StrictJSON

extension PolicySet {
    /// The set in JSON; links stand as links, beside their templates.
    package var json: JSONValue {
        var policies = JSONObject()
        for policy in self.policies where links[policy.id] == nil {
            policies.set(policy.id.name, policy.json)
        }
        var templates = JSONObject()
        for template in self.templates { templates.set(template.id.name, template.body.json) }
        let linked = self.policies.compactMap { policy in links[policy.id].map { $0.json(policy.id) } }
        return [
            "staticPolicies": .object(policies), "templates": .object(templates),
            "templateLinks": .array(linked),
        ]
    }
}

extension Policy {
    /// The policy in JSON; its id stands beside it, in the set.
    package var json: JSONValue {
        var object = JSONObject()
        object.set("effect", .string(ExactString(effect.rawValue)))
        object.set("principal", principal.json)
        object.set("action", action.json)
        object.set("resource", resource.json)
        object.set("conditions", .array(conditions.map(\.json)))
        if !annotations.isEmpty {
            var members = JSONObject()
            for annotation in annotations { members.set(annotation.name, .string(annotation.value)) }
            object.set("annotations", .object(members))
        }
        return .object(object)
    }
}

extension TemplateLink {
    fileprivate func json(_ id: PolicyID) -> JSONValue {
        var members = JSONObject()
        for slot in [Slot.principal, .resource] {
            if let uid = values[slot] { members.set(ExactString(slot.rawValue), uid.referenceJSON) }
        }
        return ["templateId": .string(template.name), "newId": .string(id.name), "values": .object(members)]
    }
}

extension Condition {
    fileprivate var json: JSONValue {
        ["kind": .string(ExactString(kind.rawValue)), "body": body.json]
    }
}

extension ScopeConstraint {
    fileprivate var json: JSONValue {
        switch self {
        case .any: ["op": "All"]
        case .equal(let reference): ["op": "==", reference.name: reference.json]
        case .isIn(let reference): ["op": "in", reference.name: reference.json]
        case .isType(let type): ["op": "is", "entity_type": .string(type)]
        case .isTypeIn(let type, let reference):
            ["op": "is", "entity_type": .string(type), "in": [reference.name: reference.json]]
        }
    }
}

extension EntityReference {
    fileprivate var name: ExactString {
        switch self {
        case .entity: "entity"
        case .slot: "slot"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .entity(let uid): uid.referenceJSON
        case .slot(let slot): .string(ExactString(slot.rawValue))
        }
    }
}

extension ActionConstraint {
    fileprivate var json: JSONValue {
        switch self {
        case .any: ["op": "All"]
        case .equal(let action): ["op": "==", "entity": action.referenceJSON]
        case .isIn(let actions) where actions.count == 1: ["op": "in", "entity": actions[0].referenceJSON]
        case .isIn(let actions): ["op": "in", "entities": .array(actions.map(\.referenceJSON))]
        }
    }
}

extension EntityUID {
    /// The name as scopes and links have it, without `__entity`.
    fileprivate var referenceJSON: JSONValue { ["type": .string(type), "id": .string(id)] }
}
