package import Decisions
import Foundation
import StrictJSON

/// Where the policies lie that come with the program: `policies/` beside the sources, or below the installed prefix.
package struct PolicyLibrary {
    /// The folder that holds `schema.cedarschema`, `active/` and `library/`.
    package let folder: String

    /// A library in a folder.
    ///
    /// - Throws: `DemonstrationRoot.Failure` when the folder has no active policies.
    package init(folder: String) throws {
        guard FileManager.default.fileExists(atPath: "\(folder)/active"),
            FileManager.default.fileExists(atPath: "\(folder)/schema.cedarschema")
        else {
            throw DemonstrationRoot.Failure(
                description:
                    "\(folder): expected the policies there: `schema.cedarschema` and the folder `active`"
            )
        }
        self.folder = folder
    }

    /// The library that belongs to a program: the nearest `policies`, or `share/abeyance/policies`, upwards from it.
    package static func near(program: String) throws -> PolicyLibrary {
        var folder = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            for candidate in ["policies", "share/abeyance/policies"] {
                if let library = try? PolicyLibrary(folder: folder.appendingPathComponent(candidate).path) {
                    return library
                }
            }
            folder.deleteLastPathComponent()
        }
        throw DemonstrationRoot.Failure(
            description: "no policies found near \(program); name their folder with `--policies`"
        )
    }

    /// The files of the working set: the schema and every active policy.
    package func active() throws -> [BundleFile] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/active").sorted()
        let policies = names.filter { $0.hasSuffix(".cedar") }
        guard !policies.isEmpty else {
            throw DemonstrationRoot.Failure(
                description: "\(folder)/active: no policy there, expected files `*.cedar`"
            )
        }
        return [try file("schema.cedarschema", from: "schema.cedarschema")]
            + (try policies.map { try file("policies/\($0)", from: "active/\($0)") })
    }

    private func file(_ path: String, from name: String) throws -> BundleFile {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        return BundleFile(path: ExactString(path), bytes: [UInt8](bytes))
    }
}
