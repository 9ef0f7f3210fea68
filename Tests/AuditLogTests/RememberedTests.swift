import AuditLog
import Cryptography
import Decisions
import GRDB
import StrictJSON
import Support
import Testing

@Suite struct RememberedTests {
    private static let kinds: Set<EntryType> = [.certificate, .genesis]

    @Test
    func `Entries that a start reads back are found without the others, also in a log from before the table`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            for number in 0..<40 { _ = try await log.append(fixture.decision(number, allowed: false)) }
            let denied = try await log.append(Self.denial(1, fixture)).index
            // A member deep within a body that looks like a kind is none.
            var body = fixture.start().body
            body.append("note", ["type": "certificate"])
            _ = try await log.append(EntryDraft(type: .start, body: body, time: LogFixture.start))
            let last = try await log.append(Self.denial(2, fixture)).index
            #expect(try Self.noted(folder) == [0, denied, last])
            await log.close()

            let database = "\(folder)/\(AuditLog.FileName.database)"
            let queue = try DatabaseQueue(path: database)
            try await queue.write { try $0.execute(sql: "DROP TABLE remembered") }
            try queue.close()
            #expect(try Self.noted(folder) == nil)
            let old = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(!old.findings.first.contains { $0.kind == .table }, "\(old.findings.first)")

            await (try await fixture.open()).close()
            #expect(try Self.noted(folder) == [0, denied, last])
            let new = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(!new.findings.first.contains { $0.kind == .table }, "\(new.findings.first)")
        }
    }

    @Test(arguments: [
        "INSERT INTO remembered (idx, type) VALUES (1, 'certificate')",
        "INSERT INTO remembered (idx, type) VALUES (7, 'certificate')",
    ])
    func `A note of an entry that is none of its kind, or not there, is refused`(sql: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            _ = try await log.append(fixture.decision(allowed: false))
            await log.close()
            let queue = try DatabaseQueue(path: "\(folder)/\(AuditLog.FileName.database)")
            try await queue.write { try $0.execute(sql: sql) }
            try queue.close()
            #expect { try Self.noted(folder) } throws: { ($0 as? AuditLogError)?.code == .damaged }
        }
    }

    @Test func `Kinds that are not noted are not looked for among the notes`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            await (try await fixture.create()).close()
            let source = try SQLiteSource(path: "\(folder)/\(AuditLog.FileName.database)")
            #expect(try source.remembered([.genesis, .decision]) == nil)
            #expect(try source.remembered([.genesis])?.map(\.index) == [0])
        }
    }

    private static func noted(_ folder: String) throws -> [Int64]? {
        try SQLiteSource(path: "\(folder)/\(AuditLog.FileName.database)").remembered(kinds)?.map(\.index)
    }

    private static func denial(_ number: UInt8, _ fixture: LogFixture) -> EntryDraft {
        CertificateDeniedRecord(certificate: .of([number]), reason: "lost", requestedBy: 0)
            .draft(at: fixture.clock.now)
    }
}
