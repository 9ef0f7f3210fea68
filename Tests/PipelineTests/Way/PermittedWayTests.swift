import CoreProtocol
import Cryptography
import Decisions
import Pipeline
import StrictJSON
import Testing

/// The way of a request that is allowed.
@Suite struct PermittedWayTests {
    let house: House

    init() throws { house = try House() }

    @Test func aPermittedRequestIsRecordedThenForwardedThenRecordedThenAnswered() throws {
        var way = house.way(Call.charitySearch())

        let decision = try way.begin().draft()
        #expect(decision.type == .decision)
        #expect(decision.time == House.noon)
        #expect(decision.requiredBundle == house.judge.engine.bundle.digest)
        #expect(decision.warrantUse == nil)
        #expect(decision.body["ruling"]?["decision"] == "allow")

        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        #expect(order.decision == 7)
        #expect(order.id == 7)
        #expect(
            order.operation
                == .searchFacesByImage(
                    collection: "missing-children",
                    image: Call.photograph,
                    threshold: 95_000_000,
                    maxFaces: 2,
                    qualityFilter: .none
                )
        )

        let outcome = try way.responded(Core.reply(Core.matches(97_000_000), to: order)).draft()
        #expect(outcome.type == .outcome)
        #expect(outcome.time == House.noon.adding(seconds: 1))
        #expect(outcome.body["decision"] == 7)
        #expect(outcome.body["duration"] == 250_000)
        #expect(outcome.body["model"]?["name"] == "resnet")

        let answer = try way.recorded(Log.taken(outcome, at: 8)).answer()
        #expect(answer.status == 200)
        #expect(try answer.similarities == ["97"])
        #expect(outcome.body["released"]?["count"] == 1)
        #expect(outcome.body["released"]?["bestSimilarity"] == 97_000_000)
        let digest = House.digester.response(answer.body).hex
        #expect(outcome.body["released"]?["response"]?.string == ExactString(digest))
    }

    @Test func theDecisionThatIsRecordedReplaysWithoutADifference() throws {
        var way = house.way(Call.charitySearch())
        let decision = try way.begin().draft()
        let record = try DecisionRecord(decision.body)
        #expect(record.requestID == "01890a5d-ac96-774b-bcce-b302099a8057")
        #expect(record.invocationID == "invocation-1")
        #expect(record.facts.probes == [House.digester.image(.of(Call.photograph))])
        #expect(house.judge.engine.redecide(record).differences == [])
    }

    @Test func anAnswerNamesItsDecisionAndCarriesTheCheckpointThatCoversIt() throws {
        var way = house.way(Call.charitySearch())
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        let outcome = try way.responded(Core.reply(Core.matches(), to: order)).draft()
        let answer = try way.recorded(Log.taken(outcome, at: 8)).answer()
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 7")
        #expect(
            Base64.decode(try #require(answer.field("Abeyance-Checkpoint"))) == Array(Log.checkpoint.utf8)
        )
        #expect(answer.field("x-amzn-RequestId") == "01890a5d-ac96-774b-bcce-b302099a8057")
    }

    @Test func theReceiptOfAnotherEntryForwardsNothing() throws {
        var way = house.way(Call.charitySearch())
        let decision = try way.begin().draft()
        var body = decision.body
        body.set("generation", 99)
        let other = EntryDraft(type: .decision, body: body, time: decision.time)
        let answer = try way.recorded(Log.taken(other, at: 7)).answer()
        #expect(answer.status == 500)
        #expect(try answer.message == "refused (audit_unavailable): the decision could not be recorded")
    }

    @Test func theReceiptOfAnotherEntryReleasesNothing() throws {
        var way = house.way(Call.charitySearch())
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        _ = try way.responded(Core.reply(Core.matches(97_000_000), to: order)).draft()
        let answer = try way.recorded(Log.taken(decision, at: 8)).answer()
        #expect(answer.status == 500)
        #expect(try answer.json["FaceMatches"] == nil)
        #expect(
            try answer.message
                == "refused (audit_unavailable): what came of decision 7 of gate.example/log could not be recorded"
        )
    }

    @Test func whatACoreSaysBelowTheThresholdOrBeyondTheCountIsNotReleased() throws {
        var way = house.way(Call.charitySearch(threshold: 95))
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        let found = Core.matches(94_999_999, 99_000_001, 95_000_000, 96_500_000)
        let outcome = try way.responded(Core.reply(found, to: order)).draft()
        let answer = try way.recorded(Log.taken(outcome, at: 8)).answer()
        #expect(try answer.similarities == ["99.000001", "96.5"])
        #expect(outcome.body["released"]?["count"] == 2)
        #expect(outcome.body["released"]?["bestSimilarity"] == 99_000_001)
    }

    @Test func aFaceOfAPhotographThatIsNotStatedStaysOutOfTheLog() throws {
        var way = house.way(Call.charitySearch(more: [("abeyance-case", "case of Jane Doe")]))
        let decision = try way.begin().draft()
        let written = String(decoding: try JSONValue.object(decision.body).canonical(), as: UTF8.self)
        #expect(!written.contains(SHA256Digest.of(Call.photograph).hex))
        #expect(!written.contains(Base64.encode(Call.photograph)))
        #expect(!written.contains("Jane Doe"))
    }
}
