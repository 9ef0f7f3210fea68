import Foundation
import Provisioning
import Support
import Testing

@Suite struct PolicyLibraryTests {
    @Test func `A program in a build folder finds the policies beside the sources`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try Self.plant("\(folder)/checkout/policies")
            let triple = "\(folder)/checkout/.build/x86_64-unknown-linux-gnu/release"
            try Self.makeFolder(triple)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/checkout/.build/release",
                withDestinationPath: triple
            )
            let library = try PolicyLibrary.near(program: "\(folder)/checkout/.build/release/abeyance")
            #expect(library.folder == "\(folder)/checkout/policies")
        }
    }

    @Test func `An installed program finds the policies below its prefix`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try Self.plant("\(folder)/prefix/share/abeyance/policies")
            try Self.makeFolder("\(folder)/prefix/bin")
            let library = try PolicyLibrary.near(program: "\(folder)/prefix/bin/abeyance")
            #expect(library.folder == "\(folder)/prefix/share/abeyance/policies")
        }
    }

    @Test func `A folder named policies without a schema is passed over`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try Self.plant("\(folder)/policies")
            try Self.makeFolder("\(folder)/inner/policies/active")
            let library = try PolicyLibrary.near(program: "\(folder)/inner/abeyance")
            #expect(library.folder == "\(folder)/policies")
        }
    }

    @Test func `An empty policy folder is refused by name`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let refusal = #expect(throws: DemonstrationRoot.Failure.self) {
                try PolicyLibrary(folder: folder)
            }
            #expect(refusal?.description.hasPrefix("\(folder): expected the policies there") == true)
            try Self.plant("\(folder)/policies")
            try FileManager.default.removeItem(atPath: "\(folder)/policies/active/a.cedar")
            let empty = #expect(throws: DemonstrationRoot.Failure.self) {
                try PolicyLibrary(folder: "\(folder)/policies").active()
            }
            #expect(empty?.description.contains("no policy there") == true)
        }
    }

    static func plant(_ folder: String) throws {
        try makeFolder("\(folder)/active")
        try TestFiles.write([], toPath: "\(folder)/schema.cedarschema")
        try TestFiles.write([], toPath: "\(folder)/active/a.cedar")
    }

    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
}
