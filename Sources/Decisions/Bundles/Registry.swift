package import StrictJSON

/// What a bundle registers: organisations, their authorities, collections, courts, facts and delegations.
package struct Registry: Hashable, Sendable {
    /// The organisations, names unique.
    package var organisations: [Organisation]
    /// The collections, none covered by two registrations of different owners.
    package var collections: [RegisteredCollection]
    /// The authorities whose client certificates are looked at.
    package var authorities: [ClientAuthority]
    /// The courts' trust list, as the warrant verifier reads it.
    package var courts: JSONObject
    /// Facts that policies may ask for, true or false.
    package var facts: [ExactString: Bool]
    /// Who may act on whose behalf; nobody else may on anybody's.
    package var delegations: [Delegation]
    /// For whom personal values are encrypted; with none, only their commitments are kept.
    package var overseers: [Overseer]

    /// A registry of the given parts.
    package init(
        organisations: [Organisation] = [],
        collections: [RegisteredCollection] = [],
        authorities: [ClientAuthority] = [],
        courts: JSONObject = ["issuers": [:]],
        facts: [ExactString: Bool] = [:],
        delegations: [Delegation] = [],
        overseers: [Overseer] = []
    ) {
        self.organisations = organisations
        self.collections = collections
        self.authorities = authorities
        self.courts = courts
        self.facts = facts
        self.delegations = delegations
        self.overseers = overseers
    }

    /// The registration of a collection's name: an exact one before a prefix.
    package func collection(named name: ExactString) -> RegisteredCollection? {
        collections.first { $0.names == .exact(name) } ?? collections.first { $0.covers(name) }
    }

    /// The organisation of a name.
    package func organisation(named name: ExactString) -> Organisation? {
        organisations.first { $0.name == name }
    }

    /// The registry as the files of a bundle, one JSON file for each part; none for delegations or overseers when there are none.
    package func files() -> [BundleFile] {
        func file(_ path: ExactString, _ object: JSONObject) -> BundleFile {
            BundleFile(path: path, bytes: ReadableJSON.bytes(.object(object)))
        }
        var named = JSONObject()
        for (name, value) in facts.sorted(by: { $0.key < $1.key }) { named.append(name, .bool(value)) }
        let required = [
            file("organisations.json", ["organisations": .array(organisations.map { .object($0.json) })]),
            file("collections.json", ["collections": .array(collections.map { .object($0.json) })]),
            file("authorities.json", ["authorities": .array(authorities.map { .object($0.json) })]),
            file("courts.json", courts),
            file("facts.json", ["facts": .object(named)]),
        ]
        var optional: [BundleFile] = []
        if !delegations.isEmpty {
            let list = JSONValue.array(delegations.map { .object($0.json) })
            optional.append(file("delegations.json", ["delegations": list]))
        }
        if !overseers.isEmpty { optional.append(Overseer.file(overseers)) }
        return required + optional
    }
}
