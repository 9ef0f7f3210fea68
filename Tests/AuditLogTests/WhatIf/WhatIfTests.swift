import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite struct WhatIfTests {
    @Test(arguments: 1...3)
    func `The flips are exactly those that deciding each entry alone gives`(version: Int) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder, decisions: 40)
            let source = try LogSources.open(folder)
            let engine = try Engine(Bundle(files: PolicyHistory.files(version: version)))
            var expected: [Int64: Bool] = [:]
            for stored in try source.leaves(from: 0, limit: .max) {
                let entry = try LogEntry(leaf: stored.bytes)
                guard entry.type == .decision else { continue }
                let facts = try DecisionRecord(entry.body).facts
                let then = entry.body["ruling"]?["decision"] == "allow"
                let now: Bool
                switch engine.decide(facts) {
                case .permitted: now = true
                case .refused: now = false
                }
                if then != now { expected[entry.index] = now }
            }
            var flips: [Int64: Bool] = [:]
            let report = try await PolicyTrial.run(source, key: log.verifier, by: engine) {
                flips[$0.index] = $0.now.isAllowed
            }
            #expect(report.findings.isEmpty)
            #expect(report.decisions == log.decisions)
            #expect(flips == expected)
            #expect(report.flips.count == expected.count)
            #expect(report.flips.allowed == expected.values.count { $0 })
            #expect(!expected.isEmpty)
        }
    }

    @Test func `Flips are counted by organisation, by every class, and by the rule that causes them`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder, decisions: 12)
            let engine = try Engine(Bundle(files: PolicyHistory.files(version: 3)))
            var indexes: [Int64] = []
            let report = try await PolicyTrial.run(LogSources.open(folder), key: log.verifier, by: engine) {
                indexes.append($0.index)
            }
            #expect(indexes == indexes.sorted())
            // Version 1 allowed everybody: of 12, nine were police's, less the two whose warrant was spent.
            #expect(report.causes["police-moratorium"]?.refused == report.flips.refused)
            #expect(report.flips.allowed == 0)
            #expect(report.organisations["thorn"] == nil)
            let borders = try #require(report.organisations["borders"])
            #expect(borders == report.classes["intelligence"])
            #expect(borders == report.classes["immigration"])
            let police = try #require(report.organisations["metro-police"])
            #expect(police == report.classes["police_local"])
            #expect(police.refused + borders.refused == report.flips.refused)
            #expect(borders.refused == 3)
        }
    }

    @Test func `A log that is not what was signed is a finding of what-if too`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder)
            let engine = try Engine(Bundle(files: PolicyHistory.files(version: 3)))
            let other = try PrivateKey.generate(.ed25519)
            let stranger = try LogSigner(origin: AuditedLog.origin, key: other).verifier
            let report = try await PolicyTrial.run(LogSources.open(folder), key: stranger, by: engine) { _ in
            }
            #expect(report.findings.first.first?.kind == .checkpoint)
            #expect(report.decisions == log.decisions)
        }
    }
}
