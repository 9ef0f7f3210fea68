package import Cryptography
package import Decisions
package import StrictJSON

/// The registry of the demonstration: one police department, the exempt organisations, an auditor, two collections.
///
/// The department is known by its URI name below the client authority. Whoever holds an exemption or audits is known by
/// the pin of its key, as every bundle asks.
package struct DemonstrationRegistry: Sendable {
    /// The digest of the client authority's SubjectPublicKeyInfo.
    package let clientAuthority: SHA256Digest
    /// The public-key pins of exempt organisations and the auditor, by ``Member``; who has none is left out.
    package let pins: [Member: SHA256Digest]
    /// The courts' trust list, as `courts.json` carries it.
    package let courts: JSONObject

    /// Who is known by pin.
    package enum Member: String, ClosedVocabulary {
        case thorn
        case icmec
        case marinusAnalytics = "marinus-analytics"
        case auditor = "state-auditor"
    }

    /// A registry to be rendered.
    package init(clientAuthority: SHA256Digest, pins: [Member: SHA256Digest], courts: JSONObject) {
        self.clientAuthority = clientAuthority
        self.pins = pins
        self.courts = courts
    }

    /// The registry's values; `files()` of it and of ``about`` go into the bundle beside schema and policies.
    package var registry: Registry {
        Registry(
            organisations: [police] + Member.allCases.compactMap(organisation),
            collections: collections,
            authorities: [
                ClientAuthority(name: "client-authority", key: clientAuthority, uriPrefix: Self.uriPrefix)
            ],
            courts: courts,
            facts: ["federal_law_in_force": false]
        )
    }

    /// What the demonstration's bundle says about itself.
    package static let about = BundleAbout(name: "police-moratorium", version: 1, isDemonstration: true)
    /// The department's registered name.
    package static let policeName: ExactString = "metro-police"
    /// The department's URI name, for its certificate.
    package static let policeURI: ExactString = "spiffe://abeyance.example/org/metro-police"
    /// The department's `sub` in warrants.
    package static let policeSubject: ExactString = "urn:agency:ori:OR0340000"
    /// What every URI name below the client authority begins with.
    package static let uriPrefix: ExactString = "spiffe://abeyance.example/org/"
    /// The collection of the NGO.
    package static let missingChildren: ExactString = "missing-children"
    /// The collection of the department.
    package static let mugshots: ExactString = "mugshots"

    private var police: Organisation {
        Organisation(
            name: Self.policeName,
            title: "Metro Police Department (demonstration)",
            subject: Self.policeSubject,
            classes: [.policeLocal],
            jurisdiction: "US-OR",
            hasPublishedPolicy: true,
            identities: [.uri(Self.policeURI, authority: clientAuthority)]
        )
    }

    private func organisation(_ member: Member) -> Organisation? {
        guard let pin = pins[member] else { return nil }
        let exemption: [ExactString] = member == .auditor ? [] : ["police-moratorium"]
        return Organisation(
            name: member.word,
            title: Self.title(of: member),
            classes: [Self.organisationClass(of: member)],
            jurisdiction: "US",
            exemptions: exemption,
            identities: [.pin(pin)]
        )
    }

    private var collections: [RegisteredCollection] {
        let mugshots = RegisteredCollection(
            names: .exact(Self.mugshots),
            kind: .mugshots,
            owner: Self.policeName,
            jurisdiction: "US-OR",
            containsMinors: false
        )
        guard pins[.icmec] != nil else { return [mugshots] }
        let children = RegisteredCollection(
            names: .exact(Self.missingChildren),
            kind: .missingChildren,
            owner: Member.icmec.word,
            jurisdiction: "US",
            containsMinors: true
        )
        return [children, mugshots]
    }

    private static func title(of member: Member) -> ExactString {
        switch member {
        case .thorn: "Thorn"
        case .icmec: "International Center for Missing & Exploited Children"
        case .marinusAnalytics: "Marinus Analytics"
        case .auditor: "State Auditor (demonstration)"
        }
    }

    private static func organisationClass(of member: Member) -> OrganisationClass {
        switch member {
        case .thorn, .icmec: .childProtection
        case .marinusAnalytics: .antiTrafficking
        case .auditor: .auditor
        }
    }
}
