import AuditLog
import Cryptography
import Decisions
import StrictJSON
import Testing
import TransparencyLog

/// A log as a gate leaves it: decisions by the real engine, outcomes, a warrant's uses, a restart.
struct WrittenLog {
    let fixture: LogFixture
    let verifier: NoteVerifier

    var database: String { "\(fixture.folder)/audit.sqlite" }

    /// Writes `decisions` decisions, every third by police and refused, every fifth with a warrant's use.
    init(folder: String, decisions: Int) async throws {
        fixture = try LogFixture(folder: folder, files: RealBundle.files())
        let engine = try RealBundle.engine()
        let log = try await fixture.create()
        verifier = log.verifier
        _ = try await log.append(fixture.start())
        for number in 0..<decisions {
            fixture.clock.advance(seconds: 1)
            let draft = try Self.decision(number, fixture, engine)
            let receipt = try await log.append(draft)
            if EntryMeaning.awaitsOutcome(draft.type, draft.body) {
                _ = try await log.append(fixture.outcome(of: receipt.index))
            }
        }
        await log.close()
    }

    static func decision(_ number: Int, _ fixture: LogFixture, _ engine: Engine) throws -> EntryDraft {
        let warrant = number % 5 == 1 ? WarrantUse(key: .of([UInt8(number % 7)]), maximum: 1_000) : nil
        let facts = RequestFacts(
            now: fixture.clock.now,
            organisation: number % 3 == 0 ? "police" : "thorn",
            certificate: .of([7]),
            operation: try #require(OperationCatalogue.operation(named: "CompareFaces")),
            similarityThreshold: 990_000,
            maximumResults: 5,
            warrant: warrant.map { _ in .verified(LogFixture.order) } ?? .absent
        )
        let setting = DecisionSetting(
            requestID: ExactString("request-\(number)"),
            generation: 1,
            bundleActivatedAt: 0,
            warrantKey: warrant?.key
        )
        return engine.ruling(on: facts).draft(in: setting, warrantUse: warrant)
    }
}
