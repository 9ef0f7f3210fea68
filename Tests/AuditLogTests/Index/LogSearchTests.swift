import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import Foundation
import GRDB
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite struct LogSearchTests {
    private static var queries: [EntryQuery] {
        var queries = [EntryQuery()]
        func add(_ change: (inout EntryQuery) -> Void) {
            var query = EntryQuery()
            change(&query)
            queries.append(query)
        }
        add { $0.organisation = "borders" }
        add { $0.rule = "police-moratorium" }
        add { $0.rule = "default_deny" }
        add { $0.since = AuditedLog.start.adding(seconds: 600) }
        add {
            ($0.since, $0.until) = (
                AuditedLog.start.adding(seconds: 600), AuditedLog.start.adding(seconds: 900)
            )
        }
        add { $0.warrant = AuditedLog.digester.warrant(issuer: AuditedLog.court, tokenID: "w-1") }
        add { $0.type = .outcome }
        add { ($0.organisation, $0.isAllowed) = ("metro-police", false) }
        add { ($0.organisation, $0.rule, $0.type) = ("thorn", "ngo-may-compare", .decision) }
        add { $0.organisation = "nobody" }
        return queries
    }

    private func find(
        _ query: EntryQuery,
        _ source: any LogSource,
        _ index: LogIndex?
    ) throws -> ([Int64], LogSearch.Report) {
        var found: [Int64] = []
        let report = try LogSearch.find(query, in: source, index: index) { entry, _ in
            found.append(entry.index)
        }
        return (found, report)
    }

    @Test func `With an index, without one, and with one that is behind, the same entries are found`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/index"
            let log = try await AuditedLog(folder: folder, decisions: 30)
            let source = try LogSources.open(folder)
            let walk = try await LogIndex.rebuild(of: source, key: log.verifier, at: path)
            #expect(walk.findings.isEmpty)
            let whole = try LogIndex(path: path)
            #expect(whole.size == (try source.size()))
            let behind = "\(folder)/behind"
            try FileManager.default.copyItem(atPath: path, toPath: behind)
            try await DatabaseQueue(path: behind).write { database in
                try database.execute(
                    sql:
                        "DELETE FROM entry WHERE idx >= 20; DELETE FROM rule WHERE idx >= 20; UPDATE log SET size = 20"
                )
            }
            let part = try LogIndex(path: behind)
            var sizes: Set<Int> = []
            for query in Self.queries {
                let plain = try find(query, source, nil).0
                let expected = try source.leaves(from: 0, limit: .max).map { try LogEntry(leaf: $0.bytes) }
                    .filter { query.matches(EntryOutline($0)) }.map(\.index)
                #expect(plain == expected)
                let (indexed, report) = try find(query, source, whole)
                #expect(indexed == expected)
                #expect(report.contradictions.isEmpty)
                #expect(try find(query, source, part).0 == expected)
                sizes.insert(expected.count)
            }
            #expect(sizes.count > 6)
        }
    }

    @Test func `What an index names and the log does not bear out is told and not shown`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/index"
            let log = try await AuditedLog(folder: folder)
            let source = try LogSources.open(folder)
            _ = try await LogIndex.rebuild(of: source, key: log.verifier, at: path)
            try await DatabaseQueue(path: path).write { database in
                try database.execute(
                    sql: "UPDATE entry SET organisation = 'borders' WHERE organisation = 'thorn'"
                )
            }
            var query = EntryQuery()
            query.organisation = "borders"
            let (found, report) = try find(query, source, LogIndex(path: path))
            #expect(found == (try find(query, source, nil).0))
            #expect(report.contradictions.count == log.decisions / 4)
        }
    }

    @Test func `An index of another log, or of more entries than there are, is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/index"
            let log = try await AuditedLog(folder: folder)
            let source = try LogSources.open(folder)
            _ = try await LogIndex.rebuild(of: source, key: log.verifier, at: path)
            for change in ["size = size + 1", "origin = 'another'"] {
                let copy = "\(folder)/copy\(change.count)"
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try await DatabaseQueue(path: copy).write { try $0.execute(sql: "UPDATE log SET \(change)") }
                #expect { try find(EntryQuery(), source, LogIndex(path: copy)) } throws: {
                    ($0 as? AuditLogError)?.code == .wrongFormat
                }
            }
            #expect { _ = try LogIndex(path: log.database) } throws: {
                ($0 as? AuditLogError)?.code == .wrongFormat
            }
            #expect { _ = try LogIndex(path: "\(folder)/nothing") } throws: {
                ($0 as? AuditLogError)?.code == .missing
            }
        }
    }

    @Test func `A log that nobody signed makes no index, and the old one stays`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/index"
            let log = try await AuditedLog(folder: folder)
            let source = try LogSources.open(folder)
            _ = try await LogIndex.rebuild(of: source, key: log.verifier, at: path)
            let before = try TestFiles.bytes(atPath: path)
            let other = try LogSigner(origin: AuditedLog.origin, key: PrivateKey.generate(.ed25519)).verifier
            let walk = try await LogIndex.rebuild(of: source, key: other, at: path)
            #expect(!walk.findings.isEmpty)
            #expect(try TestFiles.bytes(atPath: path) == before)
            #expect(!FileManager.default.fileExists(atPath: "\(path).new"))
        }
    }
}
