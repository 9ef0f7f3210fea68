import Cryptography
import Decisions
import Pipeline
import StrictJSON
import Testing

/// Requests that cannot be understood: each is decided, recorded, and answered in plain words with its number.
@Suite struct UnderstandingTests {
    let house: House

    init() throws { house = try House() }

    /// A request that cannot be understood, the error that it gets, and words that its sentence has.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var operation: ExactString = "SearchFacesByImage"
        var body = Call.search("missing-children", threshold: 95)
        var fields: [Call.Field] = []
        var isOversize = false
        var type: ExactString = "InvalidParameterException"
        let words: String
    }

    static let cases = [
        Case(testDescription: "no JSON", body: "{", words: "1:2: the text ends before `}`"),
        Case(testDescription: "no body", body: "", words: "the text is empty"),
        Case(
            testDescription: "a member twice",
            body: #"{"CollectionId":"a","CollectionId":"b"}"#,
            words: "CollectionId"
        ),
        Case(
            testDescription: "a member that is not known",
            operation: "DescribeCollection",
            body: #"{"CollectionId":"a","Colour":"red"}"#,
            words: "Colour"
        ),
        Case(
            testDescription: "a name outside the pattern",
            operation: "DescribeCollection",
            body: #"{"CollectionId":"mug shots"}"#,
            words: "/CollectionId"
        ),
        Case(
            testDescription: "a threshold out of range",
            body: Call.search("missing-children", threshold: 101),
            words: "0 to 100"
        ),
        Case(
            testDescription: "a body larger than the operation allows",
            body: "",
            isOversize: true,
            type: "ImageTooLargeException",
            words: "larger than"
        ),
        Case(
            testDescription: "an operation that no core serves",
            operation: "DetectModerationLabels",
            body: "{}",
            words: "no core here serves `DetectModerationLabels`"
        ),
        Case(
            testDescription: "a field that is not known",
            fields: [("abeyance-warant", "x")],
            words: "unknown field `abeyance-warant`, did you mean `abeyance-warrant`?"
        ),
        Case(
            testDescription: "a field twice",
            fields: [("abeyance-purpose", "missing_child"), ("abeyance-purpose", "audit")],
            words: "`abeyance-purpose` is sent twice"
        ),
        Case(
            testDescription: "a purpose outside the list",
            fields: [("abeyance-purpose", "curiosity")],
            words: "`abeyance-purpose` is `curiosity`, expected one of: identify_suspect"
        ),
    ]

    @Test(arguments: cases)
    func whatCannotBeUnderstoodIsRecordedAndAnsweredInPlainWords(example: Case) throws {
        let request = Call.request(
            example.operation,
            by: House.charity,
            example.body,
            fields: example.fields,
            isOversize: example.isOversize
        )
        var way = house.way(request)
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["decision"] == "deny")
        #expect(decision.body["ruling"]?["reasons"] == ["invalid_request"])
        #expect(decision.body["facts"]?["fault"]?["code"]?.string == example.type)
        #expect(decision.body["resource"] == nil)

        let answer = try way.recorded(Log.taken(decision, at: 21)).answer()
        #expect(answer.status == 400)
        #expect(try answer.type == example.type)
        let message = try answer.message
        #expect(message.contains(example.words))
        #expect(message.hasSuffix(" (decision 21 of gate.example/log)"))
        #expect(answer.field("Abeyance-Decision") == "gate.example/log 21")
    }

    @Test func aGoodWarrantDoesNotHelpARequestThatCannotBeUnderstoodAndIsNotSpent() throws {
        let fields: [Call.Field] = [("abeyance-colour", "red")]
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant(), more: fields))
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["decision"] == "deny")
        #expect(decision.warrantUse == nil)
    }

    @Test func theFirstThingThatIsWrongIsTheOneThatIsNamed() throws {
        let request = Call.request(
            "SearchFacesByImage",
            by: House.charity,
            "{",
            fields: [("abeyance-colour", "red")]
        )
        var way = house.way(request)
        let decision = try way.begin().draft()
        let message = try way.recorded(Log.taken(decision, at: 1)).answer().message
        #expect(message.hasPrefix("unknown field `abeyance-colour`"))
    }

    @Test func anInvocationIDThatIsNoPlainWordIsLeftOutOfTheEntry() throws {
        let request = IncomingRequest(
            id: "r-1",
            receivedAt: House.noon,
            organisation: House.charity,
            certificateFingerprint: House.certificate,
            clientAddress: "192.0.2.7",
            operation: Call.operation("ListCollections"),
            invocationID: "two words",
            fields: [],
            body: Array("{}".utf8)
        )
        var way = house.way(request)
        #expect(try way.begin().draft().body["invocationId"] == nil)
    }

    @Test func anOrganisationThatTheNewSetNoLongerRegistersIsUnknown() throws {
        let stranger = Organisation(
            name: "gone",
            title: "gone",
            classes: [.childProtection],
            jurisdiction: "US-OR",
            identities: [.pin(.of([3]))]
        )
        var way = house.way(Call.request("ListCollections", by: stranger, "{}"))
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["reasons"] == ["unknown_client"])
        let answer = try way.recorded(Log.taken(decision, at: 4)).answer()
        #expect(try answer.type == "AccessDeniedException")
        #expect(try answer.message.hasPrefix("unknown_client: "))
        #expect(house.judge.engine.redecide(try DecisionRecord(decision.body)).differences == [])
    }

    @Test func nobodyActsForAnotherWithoutADelegation() throws {
        let fields: [Call.Field] = [("abeyance-on-behalf-of", "metro-police")]
        var way = house.way(Call.charitySearch(more: fields))
        #expect(try way.begin().draft().body["ruling"]?["reasons"] == ["on_behalf_unknown"])
    }
}
