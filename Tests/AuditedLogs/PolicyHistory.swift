import Cryptography
package import Decisions
import StrictJSON
import Support

/// Three policy sets that follow one another: an open door for police, one with a warrant, and a moratorium.
package enum PolicyHistory {
    /// The policies of each version, from 1.
    package static let policies = [
        """
        @id("anyone-may-compare")
        permit (principal, action, resource);
        """,
        """
        @id("ngo-may-compare")
        permit (principal in Class::"child_protection", action, resource);

        @id("police-with-a-warrant")
        permit (principal in Class::"police", action, resource)
        when { context has warrant && context.warrant.kind == "search_warrant" };
        """,
        """
        @id("ngo-may-compare")
        permit (principal in Class::"child_protection", action, resource);

        @id("police-moratorium")
        @reason("moratorium_police")
        @notice("Police may not search faces.")
        @source("test")
        forbid (principal in Class::"police", action, resource);
        """,
    ]

    /// The files of a version; the schema of the last has one type more than those before it.
    package static func files(version: Int, also further: [BundleFile] = []) throws -> [BundleFile] {
        let schema = try TestFiles.bytes(atPath: "policies/schema.cedarschema")
        let about = BundleAbout(name: "history", version: Int64(version), isDemonstration: true)
        return registry.files() + further + [
            BundleFile(path: "bundle.json", bytes: try about.json.canonical()),
            BundleFile(
                path: "schema.cedarschema",
                bytes: version < policies.count ? schema : schema + Array("\nentity Archive;\n".utf8)
            ),
            BundleFile(path: "policies/rules.cedar", bytes: Array(policies[version - 1].utf8)),
        ]
    }

    /// Who is registered in every version.
    package static let registry = Registry(organisations: [
        Organisation(
            name: "thorn",
            title: "Thorn",
            classes: [.childProtection],
            jurisdiction: "US-CA",
            identities: [.pin(.of([1]))]
        ),
        Organisation(
            name: "metro-police",
            title: "A police department",
            classes: [.policeLocal],
            jurisdiction: "US-OR",
            identities: [.pin(.of([2]))]
        ),
        Organisation(
            name: "borders",
            title: "An immigration authority",
            classes: [.immigration, .intelligence],
            jurisdiction: "US",
            identities: [.pin(.of([3]))]
        ),
    ])
}
