/// One entity: what is known of it, and the entities it directly belongs to.
package struct Entity: Hashable, Sendable {
    /// Its name.
    package let uid: EntityUID
    /// Its attributes.
    package let attributes: CedarRecord
    /// The entities it is directly in; they need not be known themselves.
    package let parents: Set<EntityUID>
    /// Its tags.
    package let tags: CedarRecord

    /// An entity as given.
    package init(
        _ uid: EntityUID,
        attributes: CedarRecord = [:],
        parents: Set<EntityUID> = [],
        tags: CedarRecord = [:]
    ) {
        self.uid = uid
        self.attributes = attributes
        self.parents = parents
        self.tags = tags
    }
}
