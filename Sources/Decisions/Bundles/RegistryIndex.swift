internal import StrictJSON

/// The registry by name, so that a decision costs the same with ten organisations and with ten thousand.
struct RegistryIndex: Sendable {
    private let organisations: [ExactString: Organisation]
    private let collections: [ExactString: RegisteredCollection]
    /// Few by nature: one or two an owner.
    private let prefixes: [RegisteredCollection]
    private let delegations: Set<Delegation>

    init(_ registry: Registry) {
        organisations = registry.organisations.reduce(into: [:]) { $0[$1.name] = $1 }
        collections = registry.collections.reduce(into: [:]) { exact, collection in
            if case .exact(let name) = collection.names { exact[name] = collection }
        }
        delegations = Set(registry.delegations)
        prefixes = registry.collections.filter { if case .prefix = $0.names { true } else { false } }
    }

    /// The organisation of a name.
    func organisation(named name: ExactString) -> Organisation? { organisations[name] }

    /// Whether one organisation may act on behalf of another.
    func isDelegated(from client: ExactString, for other: ExactString) -> Bool {
        delegations.contains(Delegation(from: client, for: other))
    }

    /// The registration of a collection's name: an exact one before a prefix.
    func collection(named name: ExactString) -> RegisteredCollection? {
        collections[name] ?? prefixes.first { $0.covers(name) }
    }
}
