import Broker
import Cryptography
import StrictJSON
import Testing

/// The daily budget of an organisation.
@Suite struct EntryBudgetTests {
    static let morning = Timestamp(seconds: 20_000 * 86_400 + 3_600)

    @Test func whatIsTakenIsGoneUntilTheDaysEndForThisOrganisationOnly() {
        let budget = EntryBudget(limit: 2, at: Self.morning)
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

    @Test func aClockThatGoesBackGivesNothingAgain() {
        let budget = EntryBudget(limit: 1, at: Self.morning)
        #expect(budget.take("thorn", at: Self.morning))
        #expect(!budget.take("thorn", at: Self.morning.adding(seconds: -86_400)))
    }

    @Test func whatWasNotRecordedIsGivenBackOnItsOwnDay() {
        let budget = EntryBudget(limit: 1, at: Self.morning)
        #expect(budget.take("thorn", at: Self.morning))
        budget.giveBack("thorn", takenAt: Self.morning)
        #expect(budget.take("thorn", at: Self.morning))
        let tomorrow = Self.morning.adding(seconds: 86_400)
        #expect(budget.take("thorn", at: tomorrow))
        budget.giveBack("thorn", takenAt: Self.morning)
        #expect(!budget.take("thorn", at: tomorrow))
    }

    @Test func whatWasTakenBeforeAStartCounts() {
        let budget = EntryBudget(limit: 3, taken: ["thorn": 2, "icmec": 5], at: Self.morning)
        #expect(budget.take("thorn", at: Self.morning))
        #expect(!budget.take("thorn", at: Self.morning))
        #expect(!budget.take("icmec", at: Self.morning), "a smaller limit than before")
    }
}
