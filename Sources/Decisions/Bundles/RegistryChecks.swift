internal import Cryptography
internal import StrictJSON

/// What must hold between the parts of a registry.
struct RegistryChecks {
    private let registry: Registry
    private(set) var problems: [BundleProblem] = []

    init(_ registry: Registry) {
        self.registry = registry
        checkOrganisations()
        checkAuthorities()
        checkIdentities()
        checkCollections()
        checkDelegations()
    }

    private mutating func checkOrganisations() {
        if registry.organisations.isEmpty { add("organisations.json", "no organisation is registered") }
        duplicates(registry.organisations.map(\.name), "organisations.json", "organisation")
        duplicates(registry.organisations.compactMap(\.subject), "organisations.json", "subject")
    }

    private mutating func checkAuthorities() {
        duplicates(registry.authorities.map(\.name), "authorities.json", "authority")
        duplicates(registry.authorities.map { ExactString($0.key.hex) }, "authorities.json", "key")
    }

    /// Every URI and pin leads to one organisation, and every URI lies below its authority's prefix.
    private mutating func checkIdentities() {
        var owners: [Identity: ExactString] = [:]
        for organisation in registry.organisations {
            for identity in organisation.identities {
                if let other = owners.updateValue(organisation.name, forKey: identity) {
                    add(
                        "organisations.json",
                        "one identity is registered for `\(other)` and for `\(organisation.name)`"
                    )
                }
                guard case .uri(let uri, let key) = identity else { continue }
                guard let authority = registry.authorities.first(where: { $0.key == key }) else {
                    add(
                        "organisations.json",
                        "organisation `\(organisation.name)`: no authority in authorities.json has the key `\(key)`"
                    )
                    continue
                }
                if !uri.hasPrefix(authority.uriPrefix) || uri == authority.uriPrefix {
                    add(
                        "organisations.json",
                        "organisation `\(organisation.name)`: `\(uri)` does not lie below `\(authority.uriPrefix)`, "
                            + "the prefix of authority `\(authority.name)`"
                    )
                }
            }
        }
    }

    /// Every delegation joins two different registered organisations, once.
    private mutating func checkDelegations() {
        let names = Set(registry.organisations.map(\.name))
        var seen: Set<Delegation> = []
        for delegation in registry.delegations {
            for name in [delegation.from, delegation.for] where !names.contains(name) {
                add("delegations.json", "the organisation `\(name)` is not registered")
            }
            if delegation.from == delegation.for {
                add("delegations.json", "`\(delegation.from)` needs no delegation to act for itself")
            }
            if !seen.insert(delegation).inserted {
                add(
                    "delegations.json",
                    "the delegation from `\(delegation.from)` for `\(delegation.for)` stands twice"
                )
            }
        }
    }

    private mutating func checkCollections() {
        duplicates(registry.collections.map(\.names.text), "collections.json", "collection")
        let names = Set(registry.organisations.map(\.name))
        for collection in registry.collections where !names.contains(collection.owner) {
            add(
                "collections.json",
                "collection `\(collection.names.text)`: the owner `\(collection.owner)` is not registered"
            )
        }
        for collection in registry.collections {
            guard case .prefix(let prefix) = collection.names else { continue }
            for other in registry.collections
            where other != collection && other.names.text.hasPrefix(prefix) {
                let isPrefix = if case .prefix = other.names { true } else { false }
                guard isPrefix || other.owner != collection.owner else { continue }
                add(
                    "collections.json",
                    "`\(other.names.text)` lies below the prefix `\(prefix)`, which is registered for "
                        + "`\(collection.owner)`"
                )
            }
        }
    }

    private mutating func duplicates(_ names: [ExactString], _ file: String, _ what: String) {
        var seen: Set<ExactString> = []
        for name in names where !seen.insert(name).inserted {
            add(file, "\(what) `\(name)` is registered twice")
        }
    }

    private mutating func add(_ file: String, _ message: String) {
        problems.append(BundleProblem(file, " " + message))
    }
}
