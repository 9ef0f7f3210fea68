import AuditLog
import Cryptography
import Decisions
import Foundation
import GRDB
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite struct RecoveryTests {
    @Test func `Durability settings read back as full at every start`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let expected = [
                "synchronous": "2", "journal_mode": "wal", "wal_autocheckpoint": "0", "secure_delete": "1",
            ]
            let log = try await fixture.create()
            #expect(try log.database.settings() == expected)
            await log.close()
            let again = try await fixture.open()
            #expect(try again.database.settings() == expected)
            await again.close()
        }
    }

    @Test func `A second writer of the state directory is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            await #expect { try await fixture.open() } throws: { ($0 as? AuditLogError)?.code == .locked }
            await log.close()
            await (try await fixture.open()).close()
        }
    }

    @Test(arguments: [0, 1, 253, 254, 255, 256, 600]) func `A reopened log continues the same tree`(
        entries: Int
    )
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<entries {
                    group.addTask { _ = try await log.append(fixture.decision(number, allowed: false)) }
                }
                try await group.waitForAll()
            }
            let checkpoint = log.checkpoint
            await log.close()
            let again = try await fixture.open()
            #expect(again.checkpoint == checkpoint)
            #expect(again.size == Int64(entries) + 1)
            _ = try await again.append(fixture.decision(allowed: false))
            await again.close()
            let report = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(report.findings.first == [])
            #expect(report.verifiedSize == Int64(entries) + 2)
        }
    }

    @Test func `Opening and closing a log changes no byte of it`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 9)
            let before = try TestFiles.bytes(atPath: log.database)
            await (try await log.fixture.open()).close()
            #expect(try TestFiles.bytes(atPath: log.database) == before)
        }
    }

    @Test func `A permit that a crash left without outcome gets one that says unknown`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let first = try await log.append(fixture.decision(1)).index
            _ = try await log.append(fixture.decision(2, allowed: false))
            let second = try await log.append(fixture.decision(3)).index
            _ = try await log.append(fixture.outcome(of: first))
            let copy = try Self.copy(folder)
            await log.close()
            let crashed = try await LogFixture.open(copy, key: fixture.key, fixture.clock)
            let newest = try #require(try LogSources.open(copy).newestLeaves(1).first)
            let entry = try LogEntry(leaf: newest.bytes)
            #expect(try OutcomeUnknownRecord(entry.body).decisions == [second])
            _ = try await crashed.append(fixture.start())
            await crashed.close()
            let report = try await LogVerification.verify(try LogSources.open(copy), key: log.verifier)
            #expect(report.findings.first == [])
        }
    }

    @Test func `A log that was rolled back is refused at a start`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            _ = try await log.append(fixture.start())
            let old = try Self.copy(folder)
            _ = try await log.append(fixture.start())
            await log.close()
            for name in ["audit.sqlite", "audit.sqlite-wal"] {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
                try FileManager.default.copyItem(atPath: "\(old)/\(name)", toPath: "\(folder)/\(name)")
            }
            await #expect { try await fixture.open() } throws: {
                ($0 as? AuditLogError).map { $0.code == .damaged && $0.message.contains("entries were lost") }
                    ?? false
            }
        }
    }

    @Test func `A log whose copy of the checkpoint is gone, foreign or unreadable is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            await (try await fixture.create()).close()
            let path = "\(folder)/checkpoint.copy"
            let good = try TestFiles.bytes(atPath: path)
            try TestFiles.write([UInt8](repeating: 0, count: 2_048), toPath: path)
            await #expect(throws: AuditLogError.self) { try await fixture.open() }
            try FileManager.default.removeItem(atPath: path)
            await #expect(throws: AuditLogError.self) { try await fixture.open() }
            try TestFiles.write(good, toPath: path)
            await (try await fixture.open()).close()
        }
    }

    @Test func `A torn slot of the checkpoint's copy leaves the other one`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            _ = try await log.append(fixture.start())
            await log.close()
            let path = "\(folder)/checkpoint.copy"
            var bytes = try TestFiles.bytes(atPath: path)
            bytes[1_024 + 40] ^= 1
            try TestFiles.write(bytes, toPath: path)
            await (try await fixture.open()).close()
        }
    }

    @Test(arguments: [
        "UPDATE entry SET leaf = zeroblob(10) WHERE idx = (SELECT max(idx) FROM entry)",
        "DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)",
        "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)", "DELETE FROM checkpoint",
        "UPDATE tile SET hashes = zeroblob(8192)", "DELETE FROM entry", "PRAGMA user_version = 9",
    ]) func `A damaged database is refused at a start`(sql: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 200)
            let queue = try DatabaseQueue(path: log.database)
            try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
            try queue.close()
            await #expect(throws: AuditLogError.self) { try await log.fixture.open() }
        }
    }

    @Test func `Another key than the log's is refused at a start`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            await (try await fixture.create()).close()
            await #expect(throws: AuditLogError.self) {
                try await LogFixture.open(folder, key: PrivateKey.generate(.ed25519), fixture.clock)
            }
        }
    }

    @Test func `A folder without a log, and one with a log, are told apart`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            await #expect { try await fixture.open() } throws: { ($0 as? AuditLogError)?.code == .missing }
            await (try await fixture.create()).close()
            await #expect { try await fixture.create() } throws: { ($0 as? AuditLogError)?.code == .exists }
        }
    }

    /// The bytes on disk as a crash would leave them, beside the folder.
    static func copy(_ folder: String) throws -> String {
        let copy = folder + "/crashed"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
        for name in ["audit.sqlite", "audit.sqlite-wal", "checkpoint.copy"] {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(copy)/\(name)")
        }
        return copy
    }
}
