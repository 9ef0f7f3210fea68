import CoreProtocol
import Decisions
import Pipeline
import StrictJSON
import Testing

/// A log that takes nothing, at each of the three points where something must be recorded.
@Suite struct FailingLogTests {
    let house: House

    init() throws { house = try House() }

    /// What ends a way; the two others have a turn of their own, and tests of their own.
    static let final = Log.refusals.filter { why in
        switch why {
        case .bundleNotInForce, .usesExhausted: false
        default: true
        }
    }

    @Test(arguments: final)
    func aPermitThatTheLogDoesNotTakeForwardsNothing(why: AppendRefusal) throws {
        var way = house.way(Call.charitySearch())
        _ = try way.begin().draft()
        let answer = try way.recorded(.failure(why)).answer()
        #expect(answer.status == 500)
        #expect(try answer.type == "InternalServerError")
        #expect(
            try answer.message == "refused (\(why.reason.rawValue)): the decision could not be recorded"
        )
        #expect(answer.field("Abeyance-Decision") == nil)
    }

    @Test(arguments: final)
    func aRefusalThatTheLogDoesNotTakeIsNotTold(why: AppendRefusal) throws {
        var way = house.way(Call.policeSearch())
        _ = try way.begin().draft()
        let answer = try way.recorded(.failure(why)).answer()
        #expect(answer.status == 500)
        #expect(try answer.message.contains("moratorium") == false)
        #expect(answer.field("Abeyance-Decision") == nil)
    }

    @Test(arguments: Log.refusals)
    func anAnswerWhoseOutcomeTheLogDoesNotTakeIsNotReleased(why: AppendRefusal) throws {
        var way = house.way(Call.charitySearch())
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        _ = try way.responded(Core.reply(Core.matches(97_000_000), to: order)).draft()
        let answer = try way.recorded(.failure(why)).answer()
        #expect(answer.status == 500)
        #expect(try answer.json["FaceMatches"] == nil)
        #expect(try answer.message.contains("refused (\(why.reason.rawValue))"))
        #expect(try answer.message.contains("what came of decision 7 of gate.example/log"))
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 7")
    }

    @Test(arguments: Log.refusals)
    func afterAWarrantsUseWasCountedTheErrorIsOneThatNobodyRepeats(why: AppendRefusal) throws {
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant()))
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        _ = try way.responded(Core.reply(Core.matches(99_500_000), to: order)).draft()
        let answer = try way.recorded(.failure(why)).answer()
        #expect(try answer.type == "AccessDeniedException")
        #expect(try answer.message.hasSuffix("the warrant's use was counted"))
        #expect(try answer.json["FaceMatches"] == nil)
    }

    @Test func aUseThatNoWarrantAskedForRefuses() throws {
        var way = house.way(Call.charitySearch())
        _ = try way.begin().draft()
        let answer = try way.recorded(.failure(.usesExhausted)).answer()
        #expect(answer.status == 500)
    }

    @Test func aRefusalThatTheLogTakesForAUseIsNotTold() throws {
        var way = house.way(Call.policeSearch())
        _ = try way.begin().draft()
        let answer = try way.recorded(.failure(.usesExhausted)).answer()
        #expect(answer.status == 500)
        #expect(answer.field("Abeyance-Decision") == nil)
    }
}
