import Broker
import Cryptography
import StrictJSON
import Testing

/// The daily budget of an organisation.
@Suite struct EntryBudgetTests {
    static let morning = Timestamp(seconds: 20_000 * 86_400 + 3_600)

    private func budget(_ limit: Int, _ entries: [ExactString: Int] = [:]) -> EntryBudget {
        EntryBudget(limit: limit, taken: EntryBudget.Taken(on: Self.morning, entries: entries))
    }

    @Test func whatIsTakenIsGoneUntilTheDaysEndForThisOrganisationOnly() {
        let budget = budget(4)
        #expect(budget.take("thorn", at: Self.morning))
        #expect(budget.take("thorn", at: Self.morning))
        #expect(!budget.take("thorn", at: Self.morning))
        #expect(budget.take("icmec", at: Self.morning))
        #expect(budget.spent(at: Self.morning) == 1)
        let evening = Self.morning.adding(seconds: 22 * 3_600 + 3_599)
        #expect(!budget.take("thorn", at: evening))
        #expect(budget.take("thorn", at: evening.adding(seconds: 1)), "a new day")
        #expect(budget.spent(at: evening.adding(seconds: 1)) == 0)
    }

    @Test func aRefusalIsOneEntryAndAPermitTwoAndNoRequestBeginsWithLessThanTwoLeft() {
        let budget = budget(5)
        #expect(budget.take("thorn", at: Self.morning))
        budget.giveBack(1, of: "thorn", takenAt: Self.morning)
        #expect(budget.take("thorn", at: Self.morning))
        #expect(budget.spent(at: Self.morning) == 0)
        #expect(budget.take("thorn", at: Self.morning), "three are taken, so that two are left")
        budget.giveBack(1, of: "thorn", takenAt: Self.morning)
        #expect(!budget.take("thorn", at: Self.morning), "one is left")
        #expect(budget.spent(at: Self.morning) == 1)
    }

    @Test func aClockThatGoesBackGivesNothingAgain() {
        let budget = budget(2)
        #expect(budget.take("thorn", at: Self.morning))
        #expect(!budget.take("thorn", at: Self.morning.adding(seconds: -86_400)))
    }

    @Test func whatWasNotRecordedIsGivenBackOnItsOwnDay() {
        let budget = budget(2)
        #expect(budget.take("thorn", at: Self.morning))
        budget.giveBack(2, of: "thorn", takenAt: Self.morning)
        #expect(budget.take("thorn", at: Self.morning))
        let tomorrow = Self.morning.adding(seconds: 86_400)
        #expect(budget.take("thorn", at: tomorrow))
        budget.giveBack(2, of: "thorn", takenAt: Self.morning)
        #expect(!budget.take("thorn", at: tomorrow))
    }

    @Test func whatWasTakenBeforeAStartCounts() {
        let budget = budget(6, ["thorn": 4, "icmec": 9])
        #expect(budget.take("thorn", at: Self.morning))
        #expect(!budget.take("thorn", at: Self.morning))
        #expect(!budget.take("icmec", at: Self.morning), "a smaller limit than before")
    }

    @Test func aStartCountsTheDaysDecisionsOfTheLogAlsoWhereMidnightMixesThem() throws {
        let noon = try #require(Timestamp(rfc3339: "2026-11-21T12:00:00Z"))
        let yesterday = (0..<3_000).map { _ in Self.leaf("2026-11-20T23:00:00.000000Z") }
        // Two seconds before and after midnight stand side by side.
        let midnight = [
            Self.leaf("2026-11-20T23:59:59.000000Z"), Self.leaf("2026-11-21T00:00:00.500000Z"),
            Self.leaf("2026-11-20T23:59:59.900000Z"), Self.leaf("2026-11-21T00:00:01.000000Z"),
        ]
        let today = (0..<2_047).map { number in
            number % 2 == 0 ? Self.leaf("2026-11-21T10:00:00.000000Z", decision: "deny") : Self.outcome
        }
        let other = Self.leaf("2026-11-21T11:00:00.000000Z", organisation: "thorn")
        // Beginning one entry later or earlier moves the border of what is read at once over midnight.
        for more in 0..<5 {
            let leaves = yesterday + midnight + today + (0..<more).map { _ in other }
            var read = 0
            let taken = try EntryBudget.Taken(on: noon, size: Int64(leaves.count)) { entries in
                read += entries.count
                return Array(leaves[Int(entries.lowerBound)..<Int(entries.upperBound)])
            }
            #expect(taken.entries["icmec"] == 2 * 2 + 1_024)
            #expect(taken.entries["thorn"] ?? 0 == 2 * more)
            #expect(read < leaves.count, "the day before is not read whole")
        }
    }

    static let outcome = Array(
        #"""
        {"decision":1,"index":7,"nonce":"b195bd20d71ab3f16b86240e6e14d4c7","origin":"localhost/abeyance/6ea2238e",\#
        "time":"2026-11-21T10:00:00.000000Z","type":"outcome","v":1}
        """#.utf8
    )

    /// A decision of a real log, cut to what is needed, with another time, organisation and ruling.
    static func leaf(
        _ time: String,
        organisation: String = "icmec",
        decision: String = "allow"
    ) -> [UInt8] {
        Array(
            #"""
            {"context":{"note":"a \"type\":\"decision\" within a text"},"facts":{"certificate":"b6ce","operation":\#
            "ListCollections","organisation":"\#(organisation)","probes":[],"warrant":{}},"generation":1,"index":6,"nonce"\#
            :"b195bd20d71ab3f16b86240e6e14d4c7","origin":"localhost/abeyance/6ea2238e","ruling":{"decision":"\#(decision)"\#
            ,"determining":["list-collections"],"errors":[],"reasons":[]},"time":"\#(time)","type":"decision","v":1}
            """#.utf8
        )
    }
}
