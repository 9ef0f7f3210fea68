package import StrictJSON

/// What a policy's scope asks of the principal or the resource.
package enum ScopeConstraint: Hashable, Sendable {
    /// `principal`
    case any
    /// `principal == E`
    case equal(EntityReference)
    /// `principal in E`
    case isIn(EntityReference)
    /// `principal is T`
    case isType(ExactString)
    /// `principal is T in E`
    case isTypeIn(ExactString, EntityReference)

    /// The slot it uses, if any.
    package var slot: Slot? {
        switch self {
        case .equal(.slot(let slot)), .isIn(.slot(let slot)), .isTypeIn(_, .slot(let slot)): slot
        default: nil
        }
    }
}

/// What a policy's scope asks of the action.
package enum ActionConstraint: Hashable, Sendable {
    /// `action`
    case any
    /// `action == A`
    case equal(EntityUID)
    /// `action in A` or `action in [A, B]`
    case isIn([EntityUID])
}

/// An entity in a scope: named, or to be filled in when a template is linked.
package enum EntityReference: Hashable, Sendable {
    case entity(EntityUID)
    case slot(Slot)
}

/// The two places of a template that a link fills.
package enum Slot: String, Sendable {
    case principal = "?principal"
    case resource = "?resource"
}
