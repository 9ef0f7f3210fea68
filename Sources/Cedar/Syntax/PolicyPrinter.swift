import StrictJSON

extension Policy {
    /// The policy written anew from what it means, without the comments of its source.
    package var text: String {
        let annotations = annotations.map { "@\($0.name)(\(Quoting.quoted($0.value.value)))\n" }
        let scope = "(\(principal.text("principal")), \(action.text), \(resource.text("resource")))"
        let clauses = conditions.map { "\n\($0.kind.rawValue) { \($0.body.text) }" }
        return annotations.joined() + "\(effect.rawValue) \(scope)" + clauses.joined() + ";"
    }
}

extension ScopeConstraint {
    fileprivate func text(_ variable: String) -> String {
        switch self {
        case .any: variable
        case .equal(let reference): "\(variable) == \(reference.text)"
        case .isIn(let reference): "\(variable) in \(reference.text)"
        case .isType(let type): "\(variable) is \(type)"
        case .isTypeIn(let type, let reference): "\(variable) is \(type) in \(reference.text)"
        }
    }
}

extension EntityReference {
    fileprivate var text: String {
        switch self {
        case .entity(let uid): uid.description
        case .slot(let slot): slot.rawValue
        }
    }
}

extension ActionConstraint {
    fileprivate var text: String {
        switch self {
        case .any: "action"
        case .equal(let action): "action == \(action)"
        case .isIn(let actions) where actions.count == 1: "action in \(actions[0])"
        case .isIn(let actions): "action in [\(actions.map(\.description).joined(separator: ", "))]"
        }
    }
}
