import Decisions
import Provisioning
import StrictJSON
import Testing

/// The demonstration succeeds only when every step came out as it should: whatever is otherwise must be noticed.
@Suite struct ExpectationTests {
    @Test func `An allowed search that finds whom it should has no differences`() {
        #expect(Self.finding.differences(from: Self.found(["person-a"])) == [])
        #expect(Expectation.allowed(by: "exempt-icmec").differences(from: Self.found([])) == [])
    }

    @Test(arguments: [[], ["person-b"], ["person-a", "person-b"]])
    func `Finding nobody, somebody else or somebody more is noticed`(faces: [String]) {
        #expect(Self.finding.differences(from: Self.found(faces)).count == 1)
    }

    @Test func `Another rule, another decision in the log, or no decision is noticed`() {
        let otherRule = LoggedDecision(index: 4, isAllowed: true, rules: ["exempt-thorn"], reasons: [])
        #expect(Self.finding.differences(from: Self.found(["person-a"], otherRule)).count == 1)
        let denied = LoggedDecision(index: 4, isAllowed: false, rules: ["exempt-icmec"], reasons: [])
        #expect(Self.finding.differences(from: Self.found(["person-a"], denied)).count == 1)
        #expect(Self.finding.differences(from: Self.found(["person-a"], nil)).count == 1)
    }

    @Test func `A refusal for the reason expected has no differences`() {
        #expect(
            Self.moratorium.differences(from: Self.refused("moratorium_police: why; decision 7 of log")) == []
        )
    }

    @Test func `A refusal in other words, for another reason, or none at all is noticed`() {
        #expect(!Self.moratorium.differences(from: Self.refused("moratorium_police: why")).isEmpty)
        #expect(
            !Self.moratorium.differences(from: Self.refused("default_deny: why; decision 7 of log")).isEmpty
        )
        let other = LoggedDecision(index: 7, isAllowed: false, rules: [], reasons: ["default_deny"])
        #expect(
            Self.moratorium.differences(
                from: Self.refused("moratorium_police: why; decision 7 of log", other)
            ).count
                == 2
        )
        #expect(!Self.moratorium.differences(from: Self.found(["person-a"])).isEmpty)
        #expect(
            !Self.moratorium.differences(
                from: Self.refused("moratorium_police: why; decision 7 of log", type: "ThrottlingException")
            ).isEmpty
        )
    }

    @Test func `A stranger must be told unknown_client, and an untrusted one gets an alert and nothing else`()
    {
        #expect(Expectation.unknown.differences(from: Self.refused("unknown_client: why", nil)) == [])
        #expect(!Expectation.unknown.differences(from: Self.refused("default_deny: why", nil)).isEmpty)
        for code: Int32 in [35, 56] {
            #expect(Expectation.cutOff.differences(from: Self.cutOff(code, "tlsv1 alert unknown ca")) == [])
        }
        #expect(!Expectation.cutOff.differences(from: Self.cutOff(7, "could not connect")).isEmpty)
        #expect(!Expectation.cutOff.differences(from: Self.cutOff(56, "connection reset")).isEmpty)
        #expect(!Expectation.cutOff.differences(from: Self.refused("unknown_client: why", nil)).isEmpty)
    }

    private static let finding = Expectation.allowed(by: "exempt-icmec", faces: ["person-a"])
    private static let moratorium = Expectation.refused([.moratoriumPolice], rules: ["moratorium-police"])
    private static let permit = LoggedDecision(
        index: 4,
        isAllowed: true,
        rules: ["exempt-icmec"],
        reasons: []
    )
    private static let refusal = LoggedDecision(
        index: 7,
        isAllowed: false,
        rules: ["moratorium-police"],
        reasons: ["moratorium_police"]
    )

    private static func found(_ faces: [String], _ decision: LoggedDecision? = permit) -> Experience {
        let matches = faces.map { name -> JSONValue in
            ["Similarity": 99, "Face": ["ExternalImageId": .string(ExactString(name))]]
        }
        return Experience(
            response: .answered(status: 200, fields: [:], body: ["FaceMatches": .array(matches)]),
            decision: decision,
            duration: .zero
        )
    }

    private static func refused(
        _ message: String,
        _ decision: LoggedDecision? = refusal,
        type: String = "AccessDeniedException"
    ) -> Experience {
        let body: JSONValue = [
            "__type": .string(ExactString(type)), "Message": .string(ExactString(message)),
        ]
        return Experience(
            response: .answered(status: 400, fields: [:], body: body),
            decision: decision,
            duration: .zero
        )
    }

    private static func cutOff(_ code: Int32, _ message: String) -> Experience {
        Experience(response: .notConnected(code: code, message: message), decision: nil, duration: .zero)
    }
}
