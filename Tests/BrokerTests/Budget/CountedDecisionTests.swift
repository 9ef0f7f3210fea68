import Broker
import Cryptography
import StrictJSON
import Testing

/// What a leaf counts for in its organisation's budget.
@Suite struct CountedDecisionTests {
    static let time = "2026-11-21T11:01:29.353085Z"

    @Test(arguments: [("allow", 2), ("deny", 1)])
    func aPermitCountsForItselfAndItsOutcome(decision: String, entries: Int) throws {
        let counted = try #require(
            try CountedDecision(leaf: EntryBudgetTests.leaf(Self.time, decision: decision))
        )
        #expect(counted.organisation == "icmec")
        #expect(counted.time.rfc3339 == Self.time)
        #expect(counted.entries == entries)
    }

    @Test func otherEntriesCountNothingWhateverTheySay() throws {
        for text in [
            #"{"decision":6,"time":"2026-11-21T11:01:29.353085Z","type":"outcome","v":1}"#,
            #"{"problem":"\",\"type\":\"decision\"","time":"2026-11-21T11:01:29.353085Z","type":"alarm","v":1}"#,
        ] {
            #expect(try CountedDecision(leaf: Array(text.utf8)) == nil)
        }
    }

    @Test func aNameThatIsWrittenWithABackslashIsReadInFull() throws {
        let counted = try #require(
            try CountedDecision(leaf: EntryBudgetTests.leaf(Self.time, organisation: #"a\"b"#))
        )
        #expect(counted.organisation == #"a"b"#)
    }

    @Test func whatLooksLikeADecisionAndIsNoEntryIsAnError() {
        #expect(throws: JSONError.self) {
            _ = try CountedDecision(leaf: Array(#"x","type":"decision""#.utf8))
        }
    }
}
