import Cryptography
import Decisions
import StrictJSON
import Support

/// The working set of `policies/` with a small registry, for tests.
enum WorkingSet {
    static let authority = SHA256Digest.of(Array("client authority".utf8))
    static let certificate = SHA256Digest.of(Array("certificate".utf8))
    static let noon = Timestamp(seconds: 1_800_000_000)

    static let registry = Registry(
        organisations: [
            organisation("metro-police", [.policeLocal], subject: "urn:agency:ori:OR0340000"),
            organisation("border", [.immigration]),
            organisation("icmec", [.childProtection], exemptions: ["police-moratorium"]),
            organisation("thorn", [.childProtection], exemptions: ["police-moratorium"]),
            organisation("marinus-analytics", [.antiTrafficking], exemptions: ["police-moratorium"]),
            organisation("other-charity", [.childProtection]),
            organisation("broker-ltd", [.intermediary]),
            organisation("defaulted", [.childProtection], defaultPurpose: .missingChild),
        ],
        collections: [
            collection("mugshots", .mugshots, "metro-police"),
            collection("missing-children", .missingChildren, "icmec"),
            collection("trafficking", .trafficking, "marinus-analytics"),
            RegisteredCollection(
                names: .prefix("case-"),
                kind: .watchlist,
                owner: "metro-police",
                jurisdiction: "US-OR",
                containsMinors: false
            ),
        ],
        authorities: [
            ClientAuthority(name: "client-authority", key: authority, uriPrefix: "spiffe://test.example/org/")
        ],
        facts: ["federal_law_in_force": false],
        delegations: [
            Delegation(from: "broker-ltd", for: "icmec"),
            Delegation(from: "broker-ltd", for: "other-charity"),
            Delegation(from: "broker-ltd", for: "metro-police"),
            Delegation(from: "icmec", for: "metro-police"),
            Delegation(from: "metro-police", for: "icmec"),
        ]
    )

    static func organisation(
        _ name: ExactString,
        _ classes: [OrganisationClass],
        subject: ExactString? = nil,
        exemptions: [ExactString] = [],
        defaultPurpose: Purpose? = nil
    ) -> Organisation {
        Organisation(
            name: name,
            title: name,
            subject: subject,
            classes: classes,
            jurisdiction: "US-OR",
            exemptions: exemptions,
            defaultPurpose: defaultPurpose,
            identities: [.pin(SHA256Digest.of(name.bytes))]
        )
    }

    static func collection(
        _ name: ExactString,
        _ kind: CollectionKind,
        _ owner: ExactString
    ) -> RegisteredCollection {
        RegisteredCollection(
            names: .exact(name),
            kind: kind,
            owner: owner,
            jurisdiction: "US-OR",
            containsMinors: kind == .missingChildren
        )
    }

    /// The files of `policies/active` and the schema, and those of the library folders named.
    static func policies(library: [String] = []) throws -> [BundleFile] {
        var files = [try file("schema.cedarschema", at: "policies/schema.cedarschema")]
        for name in ["body-camera", "exempt-organisations", "live", "owners", "police-moratorium"] {
            files.append(try file("\(name).cedar", at: "policies/active/\(name).cedar"))
        }
        for name in library {
            files.append(try file("\(name).cedar", at: "policies/library/\(name)/\(name).cedar"))
        }
        return files
    }

    static func bundle(
        adding more: [BundleFile] = [],
        library: [String] = [],
        registry: Registry = registry,
        about: BundleAbout = about
    ) throws -> Bundle {
        try Bundle(files: policies(library: library) + registry.files() + [about.file] + more)
    }

    static let about = BundleAbout(name: "police-moratorium", version: 1, isDemonstration: true)

    static func engine(adding more: [BundleFile] = [], library: [String] = []) throws -> Engine {
        try Engine(bundle(adding: more, library: library))
    }

    static func policy(_ text: String, named name: ExactString = "extra.cedar") -> BundleFile {
        BundleFile(path: name, bytes: Array(text.utf8))
    }

    private static func file(_ path: String, at place: String) throws -> BundleFile {
        BundleFile(path: ExactString(path), bytes: try TestFiles.bytes(atPath: place))
    }

    /// A search by image at 99 from a phone, of the organisation's own collection, stating a purpose.
    static func search(
        by organisation: ExactString,
        in collection: ExactString,
        purpose: Purpose? = .identifySuspect,
        source: ImageSource? = .phone,
        threshold: Int64 = 990_000,
        warrant: WarrantEvidence = .absent
    ) throws -> RequestFacts {
        RequestFacts(
            now: noon,
            organisation: organisation,
            certificate: certificate,
            operation: try operation("SearchFacesByImage"),
            collection: collection,
            purpose: purpose,
            imageSource: source,
            similarityThreshold: threshold,
            maximumResults: 5,
            probes: [SHA256Digest.of(Array("probe".utf8))],
            clientAddress: "192.0.2.7",
            warrant: warrant
        )
    }

    static func operation(_ name: ExactString) throws -> Operation {
        guard let operation = OperationCatalogue.operation(named: name) else { throw Missing(name: name) }
        return operation
    }

    struct Missing: Error { let name: ExactString }

    static let warrant = WarrantEvidence.verified(
        WarrantFacts(
            kind: "search_warrant",
            standard: "probable_cause",
            findings: ["relevant_to_ongoing_criminal_investigation"],
            offenceClass: "violent_felony",
            jurisdiction: "US-OR",
            minimumSimilarity: 990_000,
            maximumResults: 5,
            notBefore: noon.adding(seconds: -60),
            expires: noon.adding(seconds: 86_400),
            isStatusChecked: true,
            statusIssuedAt: noon.adding(seconds: -3_600)
        )
    )
}
