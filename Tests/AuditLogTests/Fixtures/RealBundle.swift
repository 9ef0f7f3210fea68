import Cryptography
import Decisions
import StrictJSON
import Support

/// A small bundle with two organisations and one rule that tells them apart.
enum RealBundle {
    static let policy = """
        @id("ngo-may-look")
        permit (principal == Organisation::"thorn", action, resource);
        """

    static func files(policy: String = policy, version: Int64 = 1) throws -> [BundleFile] {
        let registry = Registry(organisations: [
            Organisation(
                name: "thorn",
                title: "Thorn",
                classes: [.childProtection],
                jurisdiction: "US-CA",
                identities: [.pin(.of([1]))]
            ),
            Organisation(
                name: "police",
                title: "A police department",
                classes: [.policeLocal],
                jurisdiction: "US-OR",
                identities: [.pin(.of([2]))]
            ),
        ])
        let about = BundleAbout(name: "small", version: version, isDemonstration: true)
        return registry.files() + [
            BundleFile(path: "bundle.json", bytes: try about.json.canonical()),
            BundleFile(
                path: "schema.cedarschema",
                bytes: try TestFiles.bytes(atPath: "policies/schema.cedarschema")
            ),
            BundleFile(path: "rules.cedar", bytes: Array(policy.utf8)),
        ]
    }

    static func engine() throws -> Engine { try Engine(Bundle(files: files())) }
}
