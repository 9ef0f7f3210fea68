import AuditLog
import Decisions
import StrictJSON
import Support
import Testing

@Suite struct StoppingTests {
    @Test func `What is open when the gate stops gets an outcome that says unknown, and no other one later`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            var permits = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<2_003 {
                    group.addTask { try await log.append(fixture.decision(number)).index }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            let answered = permits.removeFirst()
            _ = try await log.append(fixture.outcome(of: answered))
            let stop = try await log.append(StopRecord(cause: "sigterm").draft(at: fixture.clock.now))
            for permit in permits.prefix(2) {
                await #expect(throws: AppendRefusal.self) {
                    try await log.append(fixture.outcome(of: permit))
                }
            }
            await log.close()
            let entries = try LogSources.open(folder).leaves(from: 0, limit: .max).map {
                try LogEntry(leaf: $0.bytes)
            }
            let unknown = try entries.filter { $0.type == .outcomeUnknown }.map {
                try OutcomeUnknownRecord($0.body).decisions
            }
            #expect(unknown.map(\.count) == [2_000, 2])
            #expect(unknown.flatMap { $0 } == permits)
            #expect(entries.last?.index == stop.index)
            #expect(Set(entries.map(\.nonce)).count == entries.count)
            let report = try await LogVerification.verify(LogSources.open(folder), key: log.verifier)
            #expect(report.findings.first == [])
            #expect(report.awaitingOutcome == [])
            let again = try await fixture.open()
            _ = try await again.append(fixture.start())
            await again.close()
            let later = try await LogVerification.verify(LogSources.open(folder), key: log.verifier)
            #expect(later.findings.first == [])
        }
    }

    @Test func `A stop with nothing open is the only entry that it makes`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let stop = try await log.append(StopRecord(cause: "sigterm").draft(at: fixture.clock.now))
            #expect(stop.index == 1)
            #expect(log.size == 2)
            await log.close()
        }
    }
}
