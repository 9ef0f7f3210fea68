package import Cryptography
package import StrictJSON

/// A collection, or an owner's prefix of collection names, as the bundle registers it.
package struct RegisteredCollection: Hashable, Sendable {
    /// Which names it covers.
    package let names: Names
    /// What it holds.
    package let kind: CollectionKind
    /// The owning organisation's name.
    package let owner: ExactString
    /// ISO 3166-2, as for organisations.
    package let jurisdiction: ExactString
    /// Whether minors are enrolled.
    package let containsMinors: Bool
    /// When it was last purged of those who must not be in it.
    package let purgedAt: Timestamp?

    /// The names that one registration covers, compared as bytes.
    package enum Names: Hashable, Sendable {
        case exact(ExactString)
        /// Every name that begins so; for the owner alone to create.
        case prefix(ExactString)
    }

    /// A registration from its values; the bundle checks them.
    package init(
        names: Names,
        kind: CollectionKind,
        owner: ExactString,
        jurisdiction: ExactString,
        containsMinors: Bool,
        purgedAt: Timestamp? = nil
    ) {
        self.names = names
        self.kind = kind
        self.owner = owner
        self.jurisdiction = jurisdiction
        self.containsMinors = containsMinors
        self.purgedAt = purgedAt
    }

    /// Whether the registration covers a collection's name.
    package func covers(_ name: ExactString) -> Bool {
        switch names {
        case .exact(let exact): exact == name
        case .prefix(let prefix): name.hasPrefix(prefix)
        }
    }
}
