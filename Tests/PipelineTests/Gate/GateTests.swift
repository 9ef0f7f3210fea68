import CoreProtocol
import Decisions
import Pipeline
import StrictJSON
import Synchronization
import Testing

/// The gate with ports that keep an account of what reached them, and when.
@Suite struct GateTests {
    let house: House
    let account = Account()

    init() throws { house = try House() }

    private func gate(
        log: AccountingLog? = nil,
        core: AccountingCore? = nil,
        judge: (@Sendable () -> Judge)? = nil
    ) -> Gate<AccountingLog, AccountingCore> {
        Gate(
            log: log ?? AccountingLog(account: account),
            core: core ?? AccountingCore(account: account),
            judge: judge ?? { [judge = house.judge] in judge }
        )
    }

    @Test func aPermittedRequestIsRecordedForwardedRecordedAnsweredInThisOrder() async throws {
        let answer = await gate().answer(Call.charitySearch())
        #expect(await account.events == [.recorded("allow", 0), .forwarded(0), .recorded("outcome", 1)])
        #expect(answer.status == 200)
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 0")
    }

    @Test func aRefusedRequestIsRecordedAndNeverForwarded() async throws {
        let answer = await gate().answer(Call.policeSearch())
        #expect(await account.events == [.recorded("deny", 0)])
        #expect(try answer.type == "AccessDeniedException")
    }

    @Test func withoutALogNothingIsForwarded() async throws {
        let log = AccountingLog(account: account, refusing: [.unavailable("gone")])
        let answer = await gate(log: log).answer(Call.charitySearch())
        #expect(await account.events == [])
        #expect(answer.status == 500)
    }

    @Test func theSecondDecisionIsMadeByWhatIsInForceThen() async throws {
        let second = try House(court: house.court, version: 2).judge
        let asked = Mutex(0)
        let log = AccountingLog(
            account: account,
            refusing: [.bundleNotInForce(current: second.engine.bundle.digest)]
        )
        let gate = gate(log: log) { [first = house.judge] in
            asked.withLock { count in
                count += 1
                return count == 1 ? first : second
            }
        }
        let answer = await gate.answer(Call.charitySearch())
        #expect(answer.status == 200)
        #expect(await account.generations == [2])
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func aClientThatGoesAwayWhileTheDecisionIsWrittenLosesNoEntry() async throws {
        let turnstile = Turnstile()
        let gate = gate(log: AccountingLog(account: account, turnstile: turnstile))
        let request = Task { await gate.answer(Call.charitySearch()) }
        await turnstile.arrival()
        request.cancel()
        turnstile.open()
        _ = await request.value
        #expect(await account.events == [.recorded("allow", 0), .forwarded(0), .recorded("outcome", 1)])
    }

    @Test func aClientThatGoesAwayWhileTheCoreWorksLosesNoEntry() async throws {
        let turnstile = Turnstile()
        let gate = gate(core: AccountingCore(account: account, turnstile: turnstile))
        let request = Task { await gate.answer(Call.charitySearch()) }
        await turnstile.arrival()
        request.cancel()
        turnstile.open()
        _ = await request.value
        #expect(await account.events == [.recorded("allow", 0), .forwarded(0), .recorded("outcome", 1)])
    }

    @Test func manyRequestsAtOnceAreEachForwardedOnceAfterTheirOwnDecision() async throws {
        let gate = gate()
        let answers = await withTaskGroup(of: GateAnswer.self) { group in
            for turn in 0..<32 {
                group.addTask {
                    await gate.answer(turn % 2 == 0 ? Call.charitySearch() : Call.policeSearch())
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0.status == 200 }.count == 16)
        let events = await account.events
        #expect(events.count == 16 * 3 + 16)
        for (place, event) in events.enumerated() {
            guard case .forwarded(let decision) = event else { continue }
            #expect(events[..<place].contains(.recorded("allow", decision)))
            #expect(events.filter { $0 == event }.count == 1)
        }
    }
}
