package import Cryptography
package import StrictJSON

/// An organisation as the bundle registers it.
package struct Organisation: Hashable, Sendable {
    /// The short name that policies and entries use; lowercase letters, digits and hyphens, at most 64 bytes.
    package let name: ExactString
    /// The full name, for people.
    package let title: ExactString
    /// The URN that warrants name as `sub`; absent when no court addresses the organisation.
    package let subject: ExactString?
    /// The classes; never empty, each once.
    package let classes: [OrganisationClass]
    /// ISO 3166-2, a city under its region under its country, such as `US-OR` or `US-OR-PORTLAND`.
    package let jurisdiction: ExactString
    /// Whether the account belongs to the agency rather than to a person in it.
    package let hasAgencyAccount: Bool
    /// The named exemptions it holds.
    package let exemptions: [ExactString]
    /// Until when its operators count as trained, if it says so.
    package let trainingValidUntil: Timestamp?
    /// Whether it has published its own rules for using the service.
    package let hasPublishedPolicy: Bool
    /// The purpose of a request that states none; recorded as such.
    package let defaultPurpose: Purpose?
    /// How its certificates are known.
    package let identities: [Identity]

    /// An organisation from its registered values; the bundle checks them.
    package init(
        name: ExactString,
        title: ExactString,
        subject: ExactString? = nil,
        classes: [OrganisationClass],
        jurisdiction: ExactString,
        hasAgencyAccount: Bool = true,
        exemptions: [ExactString] = [],
        trainingValidUntil: Timestamp? = nil,
        hasPublishedPolicy: Bool = false,
        defaultPurpose: Purpose? = nil,
        identities: [Identity]
    ) {
        self.name = name
        self.title = title
        self.subject = subject
        self.classes = classes
        self.jurisdiction = jurisdiction
        self.hasAgencyAccount = hasAgencyAccount
        self.exemptions = exemptions
        self.trainingValidUntil = trainingValidUntil
        self.hasPublishedPolicy = hasPublishedPolicy
        self.defaultPurpose = defaultPurpose
        self.identities = identities
    }

    /// Whether it is police for every rule.
    package var isPolice: Bool { classes.contains(where: \.isPolice) }
}
