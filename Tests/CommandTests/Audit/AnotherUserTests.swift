import AuditLog
import AuditedLogs
import Foundation
import Support
import Testing
import TransparencyLog

/// An auditor is nobody special: another user than the gate's, with an export and the public key.
@Suite struct AnotherUserTests {
    /// Runs a command as the user `nobody`, with no groups, in an empty environment.
    private static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        try Program.run(
            "setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", "env", "-i", program] + arguments
        )
    }

    /// Whether this user may become another, and the program may be run by one.
    private static let isPossible: Bool = {
        (try? run(Program.abeyance, ["--help"]))?.code == 0
    }()

    @Test(.enabled(if: isPossible, "this user cannot run the program as another user"))
    func
        `An export is verified, replayed and tried with other policies as another user, who writes nothing there`()
        async throws
    {
        try await AuditPlace.use { place in
            let (export, draft) = ("\(place.folder)/export", "\(place.folder)/draft")
            _ = try LogExport.export(LogSources.open(place.state), key: place.log.verifier, to: export)
            try AuditPlace.writePolicies(version: 3, to: draft)
            try FileManager.default.removeItem(atPath: place.state)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.folder)
            func names() -> [String]? {
                FileManager.default.enumerator(atPath: place.folder)?.compactMap { $0 as? String }.sorted()
            }
            let before = names()
            let key = place.log.verifier.vkey
            let verified = try Self.run(Program.abeyance, ["audit", "verify", export, "--key", key])
            #expect(verified.code == 0, "\(verified.errors)")
            let replayed = try Self.run(Program.abeyance, ["audit", "replay", export, "--key", key])
            #expect(replayed.code == 0)
            #expect(replayed.output.contains("36 of 36 decisions came out as recorded, by 3 policy sets"))
            let tried = try Self.run(
                Program.abeyance,
                ["audit", "what-if", export, "--key", key, "--policies", draft]
            )
            #expect(tried.code == 0)
            #expect(names() == before)
        }
    }
}
