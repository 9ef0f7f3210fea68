import AuditLog
import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import Support
import Testing
import TransparencyLog

/// The demonstration's forger and vandal against real logs with real decisions.
@Suite struct ForgerTests {
    @Test func `A forged permit is accepted by verification and found by replay`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await DecidedLog(in: folder)
            let export = "\(folder)/export"
            _ = try LogExport.export(try LogSources.open(log.state), key: log.verifier, to: export)
            let forged = "\(folder)/forged"
            try Forger(origin: log.origin, key: log.key).forge(export, flipping: log.refusal, to: forged)

            let source = try ExportSource(directory: forged)
            let verified = try await LogVerification.verify(source, key: log.verifier)
            #expect(verified.findings.first == [])
            #expect(verified.entries == log.entries + 1)
            let replayed = try await LogReplay.replay(source, key: log.verifier)
            #expect(Set(replayed.findings.first.compactMap(\.index)) == [log.refusal])
            #expect(Set(replayed.findings.first.map(\.kind)) == [.decision])
        }
    }

    @Test func `One byte changed in a copy of the database is found, and the log itself stays as it is`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await DecidedLog(in: folder)
            let database = "\(log.state)/audit.sqlite"
            let before = try TestFiles.bytes(atPath: database)
            let copy = "\(folder)/altered/audit.sqlite"
            let place = try Vandal.changeThreshold(of: log.refusal, in: database, copyingTo: copy)
            let after = try TestFiles.bytes(atPath: copy)
            #expect(before.indices.filter { before[$0] != after[$0] } == [place])
            #expect(try TestFiles.bytes(atPath: database) == before)

            let report = try await LogVerification.verify(try SQLiteSource(path: copy), key: log.verifier)
            #expect(report.findings.first.contains { $0.kind == .leaf && $0.index == log.refusal })
        }
    }
}
