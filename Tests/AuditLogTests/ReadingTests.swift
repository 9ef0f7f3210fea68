import AuditLog
import Cryptography
import Decisions
import Support
import Testing
import TransparencyLog

@Suite struct ReadingTests {
    @Test func `Every entry has a receipt that verifies offline, from the database and from an export`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 180)
            let export = folder + "/export"
            let database = try LogSources.open(log.database)
            let size = try LogExport.export(SQLiteSource(path: log.database), key: log.verifier, to: export)
            #expect(size > 256)
            for source in [database, try LogSources.open(export)] {
                for index in stride(from: 0, to: size, by: 13) {
                    let leaf = try source.leaf(at: index)
                    let receipt = try ReceiptProof(parsing: source.receipt(for: index).encoded)
                    #expect(try receipt.verified(entry: leaf.bytes, log: log.verifier).size == size)
                }
            }
        }
    }

    @Test func `An index beyond the newest entry is refused with the range`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 1)
            let source = try LogSources.open(folder)
            let size = try source.size()
            for index in [-1, size, size + 1_000] {
                #expect { try source.leaf(at: index) } throws: { ($0 as? AuditLogError)?.code == .outOfRange }
                #expect { try source.receipt(for: index) } throws: {
                    ($0 as? AuditLogError)?.code == .outOfRange
                }
            }
            #expect(try source.newestLeaves(2).map(\.index) == [size - 2, size - 1])
            _ = log
        }
    }

    @Test func `What is no log is told apart from what is missing`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            #expect { try LogSources.open(folder) } throws: { ($0 as? AuditLogError)?.code == .wrongFormat }
            #expect { try LogSources.open(folder + "/none") } throws: {
                ($0 as? AuditLogError)?.code == .missing
            }
            let text = folder + "/text"
            try TestFiles.write(Array("not a database, but long enough to look like one".utf8), toPath: text)
            #expect(throws: AuditLogError.self) { try LogSources.open(text) }
        }
    }

    @Test func `An export into a directory that exists is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 1)
            let source = try SQLiteSource(path: log.database)
            #expect { try LogExport.export(source, key: log.verifier, to: folder) } throws: {
                ($0 as? AuditLogError)?.code == .exists
            }
        }
    }

    @Test func `A database with odd characters in its path is read`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 1)
            let path = folder + "/a b#c%d?é.sqlite"
            try TestFiles.write(try TestFiles.bytes(atPath: log.database), toPath: path)
            #expect(try await LogVerification.verify(SQLiteSource(path: path), key: log.verifier).isClean)
            #expect(
                (PlainFile.names(in: folder) ?? []).filter { $0.hasPrefix("a b") } == ["a b#c%d?é.sqlite"]
            )
        }
    }

    @Test func `The measurement counts what was acknowledged`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let figures = try await AppendMeasurement.run(on: log, count: 500, inFlight: 64) { number in
                fixture.decision(number, allowed: false)
            }
            #expect(figures.count == 500)
            #expect(log.size == 501)
            #expect(figures.commits < 500)
            #expect(figures.perSecond > 0)
            await log.close()
        }
    }
}
