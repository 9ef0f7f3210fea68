import StrictJSON

/// A policy's scope, effect and clauses over ids.
struct CompiledScope: Sendable {
    let effect: Effect
    let principal: Constraint
    let resource: Constraint
    /// Where the actions stand of which one must hold the request's action; nil when any action will do.
    let actions: Range<Int>?
    /// Whether the one action must be the request's action itself.
    let isExactAction: Bool
    /// The node of all clauses; negative when there is none.
    let body: Int32

    /// What is asked of the principal or the resource.
    struct Constraint: Sendable {
        /// The entity that it must be or be in.
        var entity: UInt32?
        /// Whether it must be that entity itself.
        var isExact = false
        /// The string id of the type it must have.
        var type: UInt32?

        init(_ constraint: ScopeConstraint, _ vocabulary: inout Vocabulary) {
            switch constraint {
            case .any: break
            case .equal(let reference):
                entity = Self.entity(reference, &vocabulary)
                isExact = true
            case .isIn(let reference): entity = Self.entity(reference, &vocabulary)
            case .isType(let type): self.type = vocabulary.id(of: type)
            case .isTypeIn(let type, let reference):
                self.type = vocabulary.id(of: type)
                entity = Self.entity(reference, &vocabulary)
            }
        }

        /// A slot names nothing; policies of a set have none.
        private static func entity(_ reference: EntityReference, _ vocabulary: inout Vocabulary) -> UInt32? {
            guard case .entity(let uid) = reference else { return nil }
            return vocabulary.id(of: uid)
        }
    }
}
