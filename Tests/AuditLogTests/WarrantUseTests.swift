import AuditLog
import Cryptography
import Decisions
import Support
import Testing

@Suite struct WarrantUseTests {
    private let warrant = WarrantUse(key: .of([42]), maximum: 3)

    @Test func `Of many who race for a warrant's uses exactly as many win as it has`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let answers = await withTaskGroup(of: Result<Receipt, AppendRefusal>.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        do throws(AppendRefusal) {
                            return .success(try await log.append(fixture.decision(number, warrant: warrant)))
                        } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let uses = answers.compactMap { try? $0.get().warrantUse?.number }.sorted()
            #expect(uses == [1, 2, 3])
            let losers = answers.filter { if case .failure(.usesExhausted) = $0 { true } else { false } }
            #expect(losers.count == 47)
            #expect(log.size == 4)
            await log.close()
        }
    }

    @Test func `The count survives a restart`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            for _ in 0..<3 {
                let index = try await log.append(fixture.decision(warrant: warrant)).index
                _ = try await log.append(fixture.outcome(of: index))
            }
            await log.close()
            let again = try await fixture.open()
            await #expect(throws: AppendRefusal.usesExhausted) {
                try await again.append(fixture.decision(warrant: warrant))
            }
            await again.close()
        }
    }

    @Test func `A use is given back only when the core refused before matching`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let once = WarrantUse(key: .of([43]), maximum: 1)
            let first = try await log.append(fixture.decision(warrant: once)).index
            await #expect(throws: AppendRefusal.usesExhausted) {
                try await log.append(fixture.decision(warrant: once))
            }
            _ = try await log.append(fixture.outcome(of: first, beforeMatching: true))
            let second = try await log.append(fixture.decision(warrant: once))
            #expect(second.warrantUse == CountedUse(number: 1, maximum: 1))
            _ = try await log.append(fixture.outcome(of: second.index, beforeMatching: false))
            await #expect(throws: AppendRefusal.usesExhausted) {
                try await log.append(fixture.decision(warrant: once))
            }
            await log.close()
        }
    }

    @Test func `A use of another warrant than the entry names is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let draft = fixture.decision(warrant: warrant)
            await #expect(throws: AppendRefusal.self) {
                try await log.append(
                    EntryDraft(
                        type: .decision,
                        body: draft.body,
                        time: draft.time,
                        warrantUse: WarrantUse(key: .of([1]), maximum: 9)
                    )
                )
            }
            await log.close()
        }
    }
}
