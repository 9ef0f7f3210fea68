import AuditLog
import Cryptography
import GRDB
import Support
import Testing
import TransparencyLog

/// Tables and rows that no log has, and that nothing else would look at, are found in a database.
@Suite struct StrangerTests {
    @Test(arguments: [
        ("CREATE TABLE note (text TEXT)", "a \"table\" named \"note\""),
        ("CREATE INDEX late ON entry (leaf)", "a \"index\" named \"late\""),
        ("CREATE VIEW seen AS SELECT 1", "a \"view\" named \"seen\""),
        (
            "CREATE TRIGGER \"never\nused\" AFTER UPDATE ON warrant_use BEGIN DELETE FROM warrant_use; END",
            "a \"trigger\" named \"never\\nused\""
        ),
        ("DROP TABLE personal", "lacks the \"table\" named \"personal\""),
        ("ALTER TABLE tile ADD COLUMN more TEXT", "a \"table\" named \"tile\""),
    ])
    func `A table, index, view or trigger that no log has is found, and nothing is written beside it`(
        change: String,
        found: String
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 3)
            #expect(try await Self.findings(log) == [])
            try Self.change(log, change)
            let findings = try await Self.findings(log)
            #expect(findings.contains { $0.kind == .file && $0.found.contains(found) }, "\(findings)")
            let refusal = await #expect(throws: AuditLogError.self) { try await log.fixture.open() }
            #expect(refusal?.code == .wrongFormat)
            #expect(refusal?.message.contains(found) == true, "\(String(describing: refusal))")
        }
    }

    @Test(arguments: [
        ("INSERT INTO entry VALUES (-5, x'00')", "entry", "row -5"),
        ("INSERT INTO checkpoint VALUES (0, '', 0, 0, x'')", "checkpoint", "row 0"),
        ("INSERT INTO personal VALUES (-1, x'00')", "personal", "row -1"),
        ("INSERT INTO personal VALUES (1000000, x'00')", "personal", "row 1000000"),
        ("INSERT INTO tile VALUES (0, x'00')", "tile", "row 0"),
        ("INSERT INTO tile VALUES (-1, x'00')", "tile", "row -1"),
        ("INSERT INTO tile VALUES (1 << 56, x'00')", "tile", "row 72057594037927936"),
    ])
    func `A row where a log has none is found`(change: String, table: String, found: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 3)
            try Self.change(log, change)
            let findings = try await Self.findings(log)
            #expect(
                findings.contains { $0.kind == .table && $0.field == table && $0.found == found },
                "\(findings)"
            )
        }
    }

    private static func findings(_ log: WrittenLog) async throws -> [Finding] {
        try await LogVerification.verify(SQLiteSource(path: log.database), key: log.verifier).findings.first
    }

    private static func change(_ log: WrittenLog, _ sql: String) throws {
        let queue = try DatabaseQueue(path: log.database)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}
