internal import Cedar
internal import StrictJSON

/// The entity types that policies speak of, as `schema.cedarschema` declares them.
enum PolicyVocabulary {
    static let organisation: ExactString = "Organisation"
    static let organisationClass: ExactString = "Class"
    static let jurisdiction: ExactString = "Jurisdiction"
    static let collection: ExactString = "Collection"
    static let service: ExactString = "Service"
    static let action: ExactString = "Action"

    /// The derived class that all police classes are in.
    static let police = EntityUID(type: organisationClass, id: "police")
    /// The resource of operations that are not about one collection.
    static let matching = EntityUID(type: service, id: "matching")

    /// An organisation by name.
    static func organisation(_ name: ExactString) -> EntityUID { EntityUID(type: organisation, id: name) }

    /// A collection by name.
    static func collection(_ name: ExactString) -> EntityUID { EntityUID(type: collection, id: name) }

    /// A jurisdiction by its code.
    static func jurisdiction(_ code: ExactString) -> EntityUID { EntityUID(type: jurisdiction, id: code) }

    /// An operation, or a group of operations, as an action.
    static func action(_ name: ExactString) -> EntityUID { EntityUID(type: action, id: name) }
}
