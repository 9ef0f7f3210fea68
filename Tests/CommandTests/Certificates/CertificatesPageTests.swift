import Foundation
import Support
import Testing

/// Docs/Certificates.md, from an empty folder to a published revocation list: what it shows is what happens.
@Suite("the page about certificates")
struct CertificatesPageTests {
    @Test("every command of the page answers what stands below it")
    func page() async throws {
        let path = FileManager.default.currentDirectoryPath + "/Docs/Certificates.md"
        let guide = try Guide(String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self))
        try await TestFiles.withTemporaryFolder { folder in
            var run = GuideRun(folder: folder)
            for block in guide.blocks { try run.take(block) }
            #expect(run.commands >= 30)
        }
    }

    @Test(
        "every subcommand of cert and organisation is shown on the page, but the one that needs a running gate"
    )
    func complete() throws {
        let path = FileManager.default.currentDirectoryPath + "/Docs/Certificates.md"
        let page = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
        for (group, names) in [
            ("cert", ["ca", "issue", "revoke", "crl", "list", "show"]),
            ("organisation", ["list", "register", "pin", "unpin", "remove", "trust"]),
        ] {
            let help = try Program.run(group, "--help").output
            for name in names {
                #expect(help.contains("  \(name) "), "`\(group) \(name)` is no command")
                #expect(page.contains("$ abeyance \(group) \(name) "), "`\(group) \(name)` is not shown")
            }
        }
    }

    @Test(
        "every command explains itself and its exit codes",
        arguments: [
            ["cert", "ca"], ["cert", "issue"], ["cert", "revoke"], ["cert", "crl"], ["cert", "list"],
            ["organisation", "list"], ["organisation", "register"], ["organisation", "pin"],
            ["organisation", "unpin"], ["organisation", "remove"], ["organisation", "trust"],
            ["organisation", "distrust"],
        ]
    )
    func help(command: [String]) throws {
        let help = try Program.run(Program.abeyance, command + ["--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("Exit codes: 0 "))
        #expect(try Program.run(Program.abeyance, command + ["--no-such-option"]).code == 64)
    }
}
