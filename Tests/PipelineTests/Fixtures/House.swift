import Cryptography
import Decisions
import Pipeline
import Rekognition
import StrictJSON
import Support
import Warrants

/// A gate's surroundings without its walls: the working set of `policies/`, a registry, a court, and what judges by them.
struct House {
    static let noon = Timestamp(seconds: 1_800_000_000)
    static let origin: ExactString = "gate.example/log"
    static let certificate = SHA256Digest.of(Array("certificate".utf8))
    static let salt = [UInt8](repeating: 9, count: 16)
    static let digester = KeyedDigester(key: [UInt8](repeating: 5, count: 32))

    /// The court whose orders count here.
    let court: Court
    /// What requests are judged by.
    let judge: Judge

    /// A house; `adding` are further policies, by text.
    init(
        court: Court? = nil,
        adding policies: String = "",
        version: Int64 = 1,
        organisations: [Organisation] = organisations,
        identify: (@Sendable (IncomingRequest) -> Organisation?)? = nil
    ) throws {
        let court = try court ?? Court()
        let registry = Registry(
            organisations: organisations,
            collections: Self.collections,
            courts: court.trust.json,
            delegations: [Delegation(from: "broker-ltd", for: "metro-police")]
        )
        let about = BundleAbout(name: "police-moratorium", version: version, isDemonstration: true)
        let extra = BundleFile(path: "extra.cedar", bytes: Array(policies.utf8))
        let bundle = try Bundle(files: Self.policies() + registry.files() + [about.file, extra])
        self.court = court
        judge = Judge(
            engine: try Engine(bundle),
            warrants: WarrantVerifier(trust: court.trust, statuses: court.statuses, audience: Self.origin),
            generation: version,
            bundleActivatedAt: 0,
            house: Judge.House(
                origin: Self.origin,
                digester: Self.digester,
                pages: PageTokens(key: [UInt8](repeating: 7, count: 32)),
                salt: { Self.salt }
            ),
            identify: identify
        )
    }

    /// A way for a request, described by this house.
    func way(_ request: IncomingRequest) -> RequestWay { RequestWay(judge.describe(request)) }

    static let police = organisation("metro-police", [.policeLocal], subject: Court.subject)
    static let charity = organisation("icmec", [.childProtection], exemptions: ["police-moratorium"])
    static let intermediary = organisation("broker-ltd", [.intermediary])
    static let organisations = [police, charity, intermediary]
    private static let collections = [
        RegisteredCollection(
            names: .exact("mugshots"),
            kind: .mugshots,
            owner: "metro-police",
            jurisdiction: "US-OR",
            containsMinors: false
        ),
        RegisteredCollection(
            names: .exact("missing-children"),
            kind: .missingChildren,
            owner: "icmec",
            jurisdiction: "US-OR",
            containsMinors: true
        ),
    ]

    static func organisation(
        _ name: ExactString,
        _ classes: [OrganisationClass],
        subject: ExactString? = nil,
        exemptions: [ExactString] = []
    ) -> Organisation {
        Organisation(
            name: name,
            title: name,
            subject: subject,
            classes: classes,
            jurisdiction: "US-OR",
            exemptions: exemptions,
            identities: [.pin(SHA256Digest.of(name.bytes))]
        )
    }

    private static func policies() throws -> [BundleFile] {
        let names = ["body-camera", "exempt-organisations", "live", "owners", "police-moratorium"]
        let schema = BundleFile(
            path: "schema.cedarschema",
            bytes: try TestFiles.bytes(atPath: "policies/schema.cedarschema")
        )
        return try [schema]
            + names.map { name in
                BundleFile(
                    path: ExactString("\(name).cedar"),
                    bytes: try TestFiles.bytes(atPath: "policies/active/\(name).cedar")
                )
            }
    }
}
