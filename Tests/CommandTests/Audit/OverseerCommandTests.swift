import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import Foundation
import StrictJSON
import Support
import Testing

@Suite("abeyance audit, for overseers")
struct OverseerCommandTests {
    @Test("an overseer makes a key, a policy set names it, and the overseer alone reads what was sealed")
    func reveal() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let key = "\(folder)/overseer.key"
            let made = try Program.run("audit", "overseer-key", key, "--name", "board")
            #expect(made.code == 0, "\(made.errors)")
            let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(
                try Program.run("audit", "overseer-key", key, "--name", "board").failed(2, saying: "no file")
            )
            #expect(try Program.run("audit", "overseer-key", "\(key)2", "--name", "No Name").code == 2)
            let file = BundleFile(path: Overseer.path, bytes: Array(made.output.utf8))
            let state = "\(folder)/state"
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
            let log = try await AuditedLog(folder: state, also: [file])
            for path in [state, log.database] {
                let opened = try Program.run("audit", "reveal", path, "7", "--key", key)
                #expect(opened.code == 0, "\(opened.errors)")
                #expect(opened.output.hasPrefix("docket: 2027-CR-4  (salt 0404"))
            }
            let json = try Program.run("audit", "reveal", state, "7", "--key", key, "--json")
            let value = try JSONValue.parse(Array(json.output.utf8.dropLast()))
            let opening = PersonalValue(
                name: try #require(value["name"]?.string),
                value: try #require(value["value"]?.string),
                salt: try #require(Hex.decode(value["salt"]?.string?.value ?? "x"))
            )
            let shown = try Program.run("audit", "show", state, "7", "--jsonl")
            #expect(shown.output.contains(opening.commitment.hex))
            #expect(
                try Program.run("audit", "reveal", state, "0", "--key", key).failed(
                    2,
                    saying: "has no personal"
                )
            )
            let other = "\(folder)/other.key"
            _ = try Program.run("audit", "overseer-key", other, "--name", "other")
            #expect(
                try Program.run("audit", "reveal", state, "7", "--key", other).failed(
                    2,
                    saying: "encrypted for"
                )
            )
            #expect(
                try Program.run("audit", "reveal", state, "7", "--key", log.keyFile)
                    .failed(2, saying: "expected an overseer's private key")
            )
            let export = "\(folder)/export"
            try #require(try Program.run("audit", "export", state, export).code == 0)
            #expect(
                try Program.run("audit", "reveal", export, "7", "--key", key)
                    .failed(2, saying: "an export has no personal values")
            )
        }
    }
}
