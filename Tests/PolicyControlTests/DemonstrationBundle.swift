import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import Support

/// The demonstration's bundle: the repository's policies with a rendered registry.
enum DemonstrationBundle {
    static let authority = SHA256Digest.of(Array("authority".utf8))

    static func registry(
        authority: SHA256Digest = authority,
        pins: [DemonstrationRegistry.Member: SHA256Digest] = pins
    ) -> DemonstrationRegistry {
        DemonstrationRegistry(clientAuthority: authority, pins: pins, courts: ["issuers": [:]])
    }

    static let pins = Dictionary(
        uniqueKeysWithValues: DemonstrationRegistry.Member.allCases.map {
            ($0, SHA256Digest.of($0.word.bytes))
        }
    )

    static func files(_ registry: DemonstrationRegistry = registry()) throws -> [BundleFile] {
        var files = registry.registry.files() + [DemonstrationRegistry.about.file]
        files.append(try file("schema.cedarschema", at: "policies/schema.cedarschema"))
        for name in ["body-camera", "exempt-organisations", "live", "owners", "police-moratorium"] {
            files.append(try file("policies/\(name).cedar", at: "policies/active/\(name).cedar"))
        }
        return files
    }

    static func bundle(_ registry: DemonstrationRegistry = registry()) throws -> Bundle {
        try Bundle(files: files(registry))
    }

    private static func file(_ path: String, at place: String) throws -> BundleFile {
        BundleFile(path: ExactString(path), bytes: try TestFiles.bytes(atPath: place))
    }
}
