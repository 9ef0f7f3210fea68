import Cryptography
import Decisions
import Pipeline
import StrictJSON
import Testing

/// The way of a request that is refused.
@Suite struct RefusedWayTests {
    let house: House

    init() throws { house = try House() }

    @Test func aRefusalIsRecordedBeforeItIsTold() throws {
        var way = house.way(Call.policeSearch())

        let decision = try way.begin().draft()
        #expect(decision.type == .decision)
        #expect(decision.body["ruling"]?["decision"] == "deny")
        #expect(decision.body["ruling"]?["determining"] == ["body-camera-warrant", "moratorium-police"])
        #expect(decision.requiredBundle == house.judge.engine.bundle.digest)

        let answer = try way.recorded(Log.taken(decision, at: 12)).answer()
        #expect(answer.status == 400)
        #expect(try answer.type == "AccessDeniedException")
        #expect(answer.field("x-amzn-ErrorType") == "AccessDeniedException")
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 12")
    }

    @Test func aRefusalSaysWhichRuleWhyWhatWouldHelpAndItsNumber() throws {
        var way = house.way(Call.policeSearch())
        let decision = try way.begin().draft()
        let message = try way.recorded(Log.taken(decision, at: 12)).answer().message
        #expect(message.contains("moratorium_police"))
        #expect(message.contains("forbidden by rule `moratorium-police`"))
        #expect(message.contains("police may not match faces, unless a court's warrant covers the search"))
        #expect(message.contains("in force until further notice"))
        #expect(message.contains("It would be allowed with"))
        #expect(message.hasSuffix("decision 12 of gate.example/log"))
    }

    @Test func aRefusalIsNotToldUnderTheReceiptOfAnotherEntry() throws {
        var way = house.way(Call.policeSearch())
        let decision = try way.begin().draft()
        var body = decision.body
        body.set("generation", 99)
        let other = EntryDraft(type: .decision, body: body, time: decision.time)
        let answer = try way.recorded(Log.taken(other, at: 12)).answer()
        #expect(answer.status == 500)
        #expect(answer.field("Abeyance-Decision") == nil)
    }

    @Test func aRequestWithoutPurposeOrSourceIsNotBetterOff() throws {
        let bare = Call.request(
            "SearchFacesByImage",
            by: House.charity,
            Call.search("missing-children", threshold: 95)
        )
        var way = house.way(bare)
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["decision"] == "deny")
        #expect(try way.recorded(Log.taken(decision, at: 1)).answer().type == "AccessDeniedException")
    }
}
