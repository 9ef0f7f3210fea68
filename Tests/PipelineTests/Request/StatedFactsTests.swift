import Decisions
import Pipeline
import StrictJSON
import Testing

/// The `Abeyance-…` fields of a request.
@Suite struct StatedFactsTests {
    @Test func everyFieldIsTaken() throws {
        let facts = try StatedFacts(fields: [
            ("abeyance-warrant", "a.b.c"), ("abeyance-purpose", "identify_victim"),
            ("abeyance-image-source", "cctv"), ("abeyance-on-behalf-of", "metro-police"),
            ("abeyance-case", "24-118"), ("abeyance-requester", "Det. Ä. Example"),
            ("abeyance-supervisor", "S"),
            ("abeyance-justification", "because"), ("abeyance-review", "by Q"),
            ("abeyance-offence", "violent_felony"),
        ])
        #expect(facts.warrant == "a.b.c")
        #expect(facts.purpose == .identifyVictim)
        #expect(facts.imageSource == .closedCircuitTelevision)
        #expect(facts.onBehalfOf == "metro-police")
        #expect(facts.personal.map(\.name) == ["case", "requester", "supervisor", "justification", "review"])
        #expect(facts.personal.map(\.value) == ["24-118", "Det. Ä. Example", "S", "because", "by Q"])
        let claims = facts.claims
        #expect(claims.hasCaseNumber && claims.hasRequester && claims.hasSupervisor)
        #expect(claims.hasJustification && claims.hasReview)
        #expect(claims.offenceClass == "violent_felony")
    }

    @Test func nothingStatedClaimsNothing() throws {
        let facts = try StatedFacts(fields: [])
        #expect(facts.claims == Claims())
        #expect(
            facts.warrant == nil && facts.purpose == nil && facts.imageSource == nil && facts.personal.isEmpty
        )
    }

    /// Fields that refuse the request, and what is said of them.
    static let refused: [(fields: [Call.Field], message: String)] = [
        (
            [("abeyance-purpose", "audit"), ("abeyance-purpose", "audit")],
            "the field `abeyance-purpose` is sent twice"
        ),
        (
            [("abeyance-purpos", "audit")],
            "unknown field `abeyance-purpos`, did you mean `abeyance-purpose`?"
        ),
        ([("abeyance-xyzzy", "1")], "unknown field `abeyance-xyzzy`"),
        ([("abeyance-image-source", "Phone")], "`abeyance-image-source` is `Phone`, expected one of: "),
        ([("abeyance-purpose", "")], "`abeyance-purpose` is ``, expected one of: "),
        ([("abeyance-case", "")], "`abeyance-case` has 0 bytes, expected 1 to 1024"),
        (
            [("abeyance-justification", ExactString(String(repeating: "x", count: 1_025)))],
            "`abeyance-justification` has 1025 bytes, expected 1 to 1024"
        ),
        (
            [("abeyance-offence", "Violent Felony")],
            "`abeyance-offence` is the class of the offence, expected 1 to 64 of a-z, 0-9 and `_`"
        ),
        (
            [("abeyance-offence", "")],
            "`abeyance-offence` is the class of the offence, expected 1 to 64 of a-z, 0-9 and `_`"
        ),
        (
            [("abeyance-on-behalf-of", "")],
            "`abeyance-on-behalf-of` has 0 bytes, expected a registered name of 1 to 64"
        ),
        (
            [("abeyance-on-behalf-of", ExactString(String(repeating: "x", count: 65)))],
            "`abeyance-on-behalf-of` has 65 bytes, expected a registered name of 1 to 64"
        ),
    ]

    @Test(arguments: refused.indices)
    func whatIsWrongIsRefusedByNameAndWithWhatWasExpected(index: Int) throws {
        let (fields, message) = Self.refused[index]
        let refusal = try #require(throws: StatedFacts.Refusal.self) { _ = try StatedFacts(fields: fields) }
        #expect(refusal.message.hasPrefix(message), "\(refusal.message)")
    }

    @Test func wordsThatOnlyLookAlikeAreNotTheSame() throws {
        // `é` and `e` with a combining accent are equal as Swift strings.
        #expect(throws: StatedFacts.Refusal.self) {
            _ = try StatedFacts(fields: [("abeyance-revi\u{65}\u{301}w", "x")])
        }
        let both = try StatedFacts(fields: [
            ("abeyance-case", "caf\u{e9}"), ("abeyance-review", "cafe\u{301}"),
        ])
        #expect(both.personal[0].value != both.personal[1].value)
    }
}
