import Foundation
import Support
import Testing

/// Docs/Warrants.md, from a signed order to the search and back: what it shows is what happens.
@Suite("the page for courts and agencies")
struct WarrantsPageTests {
    @Test("every command of the page answers what stands below it, up to a gate that serves and is asked")
    func page() async throws {
        let path = FileManager.default.currentDirectoryPath + "/Docs/Warrants.md"
        let guide = try Guide(String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self))
        try await TestFiles.withTemporaryFolder { folder in
            var run = GuideRun(folder: folder)
            for block in guide.blocks { try run.take(block) }
            #expect(run.commands >= 13)
            #expect(run.unused.isEmpty, "no command uses \(run.unused.sorted())")
        }
    }

    @Test("every subcommand of warrant is shown on the page")
    func complete() throws {
        let path = FileManager.default.currentDirectoryPath + "/Docs/Warrants.md"
        let page = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
        for name in ["issue", "inspect", "verify", "revoke", "uses", "trust"] {
            #expect(try Program.run("warrant", "--help").output.contains("  \(name) "))
            #expect(page.contains("$ abeyance warrant \(name) "), "`warrant \(name)` is not shown")
        }
    }
}
