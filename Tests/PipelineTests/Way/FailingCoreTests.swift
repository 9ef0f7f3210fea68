import CoreProtocol
import Decisions
import Pipeline
import StrictJSON
import Testing

/// A core that fails, refuses, or answers what was not asked; with and without a warrant.
@Suite struct FailingCoreTests {
    let house: House

    init() throws { house = try House() }

    /// The outcome that is recorded and the answer that is given, for a core that responds so.
    private func ending(
        underWarrant: Bool,
        _ respond: (CoreRequest) -> CoreResponse
    ) throws -> (outcome: EntryDraft, answer: GateAnswer) {
        var way =
            underWarrant
            ? house.way(Call.policeSearch(warrant: try house.court.warrant()))
            : house.way(Call.charitySearch())
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        let outcome = try way.responded(respond(order)).draft()
        return (outcome, try way.recorded(Log.taken(outcome, at: 8)).answer())
    }

    @Test(arguments: [true, false])
    func aCoreThatGivesNoAnswerIsAnOutcomeAndAFault(before: Bool) throws {
        let (outcome, answer) = try ending(underWarrant: false) { _ in
            Core.response(.failure(CoreUnavailable(reason: "it died", isBeforeMatching: before)))
        }
        #expect(
            outcome.body["failed"] == ["code": "core_unavailable", "beforeMatching": .bool(before)]
        )
        #expect(outcome.body["model"] == nil)
        #expect(answer.status == 500)
        #expect(try answer.type == "InternalServerError")
        #expect(try answer.message == "the matching core gave no answer")
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 7")
    }

    @Test(arguments: [true, false])
    func underAWarrantItIsAnErrorThatNobodyRepeatsAndSaysWhatBecameOfTheUse(before: Bool) throws {
        let (outcome, answer) = try ending(underWarrant: true) { _ in
            Core.response(.failure(CoreUnavailable(reason: "it died", isBeforeMatching: before)))
        }
        #expect(outcome.body["failed"]?["beforeMatching"] == .bool(before))
        #expect(answer.status == 400)
        #expect(try answer.type == "AccessDeniedException")
        let end = before ? "the warrant's use was given back" : "the warrant's use was counted"
        #expect(try answer.message == "the matching core gave no answer (core_unavailable); \(end)")
    }

    @Test(arguments: [true, false], [true, false])
    func aCoreThatFailsIsAnOutcomeWithItsModel(before: Bool, underWarrant: Bool) throws {
        let (outcome, answer) = try ending(underWarrant: underWarrant) { order in
            Core.reply(
                .failure(CoreFailure(.internalError, "secret detail", beforeMatching: before)),
                to: order
            )
        }
        #expect(
            outcome.body["failed"] == ["code": "InternalServerError", "beforeMatching": .bool(before)]
        )
        #expect(outcome.body["model"]?["core"] == "abeyance-core")
        #expect(try answer.type == (underWarrant ? "AccessDeniedException" : "InternalServerError"))
        #expect(!answer.text.contains("secret detail"))
    }

    @Test(arguments: [true, false])
    func aPictureThatTheCoreCannotUseIsTheClientsToMend(underWarrant: Bool) throws {
        let (outcome, answer) = try ending(underWarrant: underWarrant) { order in
            Core.reply(.failure(CoreFailure(.noFace, "none found", beforeMatching: true)), to: order)
        }
        #expect(
            outcome.body["failed"] == ["code": "InvalidParameterException", "beforeMatching": true]
        )
        #expect(try answer.type == "InvalidParameterException")
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 7")
    }

    @Test(arguments: [true, false])
    func theAnswerToAnotherRequestIsReleasedToNobody(underWarrant: Bool) throws {
        let (outcome, answer) = try ending(underWarrant: underWarrant) { order in
            let other = CoreRequest(
                id: order.id + 1,
                decision: order.decision + 1,
                operation: order.operation
            )
            return Core.reply(Core.matches(99_900_000), to: other)
        }
        #expect(
            outcome.body["failed"] == ["code": "core_answer_unfitting", "beforeMatching": false]
        )
        #expect(try answer.json["FaceMatches"] == nil)
        #expect(try answer.type == (underWarrant ? "AccessDeniedException" : "InternalServerError"))
    }

    @Test(arguments: [true, false])
    func anAnswerOfAnotherKindIsReleasedToNobody(underWarrant: Bool) throws {
        let (outcome, answer) = try ending(underWarrant: underWarrant) { order in
            Core.reply(.success(.collectionDeleted), to: order)
        }
        #expect(outcome.body["failed"]?["beforeMatching"] == false)
        #expect(outcome.body["released"] == nil)
        #expect(try answer.type == (underWarrant ? "AccessDeniedException" : "InternalServerError"))
    }
}
