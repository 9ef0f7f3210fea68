/// What is asked: may this principal do this action on this resource, under these circumstances.
package struct CedarRequest: Hashable, Sendable {
    /// Who asks.
    package let principal: EntityUID
    /// What is to be done.
    package let action: EntityUID
    /// On what.
    package let resource: EntityUID
    /// The circumstances.
    package let context: CedarRecord

    /// A request as given.
    package init(principal: EntityUID, action: EntityUID, resource: EntityUID, context: CedarRecord = [:]) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }

    func value(of variable: Variable) -> CedarValue {
        switch variable {
        case .principal: .entity(principal)
        case .action: .entity(action)
        case .resource: .entity(resource)
        case .context: .record(context)
        }
    }
}
