internal import Cedar
internal import Cryptography
internal import StrictJSON

/// The entities that a bundle's policies see, built once from its registry.
struct EntityModel: Sendable {
    /// Every organisation, class, jurisdiction, registered collection and action.
    let entities: Entities
    /// The canonical JSON of each, for the digests of slices.
    private let canonical: [EntityUID: [UInt8]]

    init(_ registry: Registry) throws(EntitiesError) {
        var all: [Entity] = Self.classes + Self.actions + [Entity(PolicyVocabulary.matching)]
        var codes: Set<ExactString> = []
        for organisation in registry.organisations {
            all.append(Self.entity(of: organisation))
            codes.insert(organisation.jurisdiction)
        }
        for collection in registry.collections {
            codes.insert(collection.jurisdiction)
            guard case .exact(let name) = collection.names else { continue }
            all.append(Self.entity(of: collection, named: name))
        }
        all += Self.jurisdictions(codes)
        entities = try Entities(all)
        canonical = all.reduce(into: [:]) { $0[$1.uid] = Self.canonical($1) }
    }

    /// The entities for a request on a collection that only a prefix registers.
    func adding(_ collection: RegisteredCollection, named name: ExactString) -> Deciders.Addition? {
        let entity = Self.entity(of: collection, named: name)
        guard let all = try? entities.adding([entity]) else { return nil }
        return (entity, all)
    }

    /// One collection for each prefix, for the schema to be held against before there is any.
    func samples(of collections: [RegisteredCollection]) throws(EntitiesError) -> Entities {
        var samples: [Entity] = []
        for collection in collections {
            guard case .prefix(let prefix) = collection.names else { continue }
            samples.append(Self.entity(of: collection, named: prefix))
        }
        return try Entities(samples)
    }

    /// The digest of the entities that a request is about, with everything they are in: sorted, canonical JSON.
    func digest(of uids: [EntityUID], in entities: Entities) -> SHA256Digest {
        let slice = uids.reduce(into: Set(uids)) { $0.formUnion(entities.ancestors(of: $1)) }
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for uid in slice.sorted() {
            guard let text = canonical[uid] ?? entities[uid].map(Self.canonical) else { continue }
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes += text
        }
        bytes.append(UInt8(ascii: "]"))
        return SHA256Digest.of(bytes)
    }

    private static func entity(of organisation: Organisation) -> Entity {
        var attributes: CedarRecord = [
            "agencyAccount": .bool(organisation.hasAgencyAccount),
            "exemptions": .set(of: organisation.exemptions.map(CedarValue.string)),
            "policyPublished": .bool(organisation.hasPublishedPolicy),
        ]
        if let until = organisation.trainingValidUntil {
            attributes["trainingValidUntil"] = .datetime(until.cedar)
        }
        return Entity(
            PolicyVocabulary.organisation(organisation.name),
            attributes: attributes,
            parents: Set(
                organisation.classes.map { EntityUID(type: PolicyVocabulary.organisationClass, id: $0.word) }
                    + [PolicyVocabulary.jurisdiction(organisation.jurisdiction)]
            )
        )
    }

    private static func entity(of collection: RegisteredCollection, named name: ExactString) -> Entity {
        var attributes: CedarRecord = [
            "kind": .string(collection.kind.word),
            "owner": .entity(PolicyVocabulary.organisation(collection.owner)),
            "containsMinors": .bool(collection.containsMinors),
        ]
        if let purged = collection.purgedAt { attributes["purgedAt"] = .datetime(purged.cedar) }
        return Entity(
            PolicyVocabulary.collection(name),
            attributes: attributes,
            parents: [PolicyVocabulary.jurisdiction(collection.jurisdiction)]
        )
    }

    /// Each region in its country, each city in its region.
    private static func jurisdictions(_ codes: Set<ExactString>) -> [Entity] {
        var known: Set<ExactString> = []
        var result: [Entity] = []
        for code in codes {
            var parts = code.value.split(separator: "-").map(String.init)
            while !parts.isEmpty {
                let name = ExactString(parts.joined(separator: "-"))
                parts.removeLast()
                guard known.insert(name).inserted else { break }
                let parent = ExactString(parts.joined(separator: "-"))
                result.append(
                    Entity(
                        PolicyVocabulary.jurisdiction(name),
                        parents: parts.isEmpty ? [] : [PolicyVocabulary.jurisdiction(parent)]
                    )
                )
            }
        }
        return result
    }

    private static func canonical(_ entity: Entity) -> [UInt8] {
        // Attribute names are this file's own and ASCII, numbers do not occur: nothing can be refused.
        (try? JSONValue.object(entity.json).canonical()) ?? []
    }

    private static let classes: [Entity] =
        OrganisationClass.allCases.map { word in
            Entity(
                EntityUID(type: PolicyVocabulary.organisationClass, id: word.word),
                parents: word.isPolice ? [PolicyVocabulary.police] : []
            )
        } + [Entity(PolicyVocabulary.police)]

    private static let actions: [Entity] =
        OperationCatalogue.all.map { operation in
            Entity(
                PolicyVocabulary.action(operation.name),
                parents: [PolicyVocabulary.action(operation.group.word)]
            )
        }
        + ActionGroup.allCases.map { group in
            Entity(
                PolicyVocabulary.action(group.word),
                parents: group == .live ? [PolicyVocabulary.action(ActionGroup.match.word)] : []
            )
        }
}

extension Timestamp {
    /// The moment as policies see it: whole milliseconds, rounded towards the past.
    var cedar: DatetimeValue {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000)
        return DatetimeValue(milliseconds: remainder < 0 ? quotient - 1 : quotient)
    }
}
