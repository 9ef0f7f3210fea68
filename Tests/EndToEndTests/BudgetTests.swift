import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// What one organisation may take of the gate: entries a day, requests a second.
@Suite(.serialized) struct BudgetTests {
    @Test func aSpentBudgetIsRefusedWithItsReasonAlsoAfterARestart() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "limits:\n  entries_per_day: 6\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            for _ in 0..<2 { #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200) }
            let unknown = try gate.client("thorn").call("Nonsense", [:])
            #expect(
                unknown.errorType == "UnknownOperationException",
                "no entry of its own, so nothing of the budget"
            )
            #expect(gate.stop() == 0)

            let second = try RunningGate.start(in: folder, initialise: false)
            defer { second.kill() }
            let denied = try second.client("thorn").call("ListCollections", ["Nonsense": 1])
            #expect(denied.decision != nil, "a refusal by policy is an entry too")
            for _ in 0..<2 {
                let spent = try second.client("thorn").call("ListCollections", [:])
                #expect(spent.errorType == "ThrottlingException")
                #expect(spent.message.hasPrefix("entry_budget_spent: "), "\(spent.message)")
                #expect(spent.decision == nil)
            }
            #expect(try second.client("icmec").call("ListCollections", [:]).status == 200)
            #expect(try second.admin("/metrics").body.contains("\nabeyance_entry_budgets_spent 1\n"))
            #expect(second.stop() == 0)

            let third = try RunningGate.start(in: folder, initialise: false)
            let still = try third.client("thorn").call("ListCollections", [:])
            #expect(still.message.hasPrefix("entry_budget_spent: "), "\(still.message)")
            third.kill()
            let counts = try second.entries.entries("decision").filter {
                $0["facts"]?["organisation"] == "thorn"
            }
            #expect(counts.count == 3)
            let summary = try #require(
                try second.entries.entries("refusals").last { $0["organisation"] == "thorn" }
            )
            #expect(summary["reasons"] == [["count": 2, "reason": "entry_budget_spent"]])
            let verified = try second.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func whatWasTakenBeforeAPowerCutIsTaken() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "limits:\n  entries_per_day: 5\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            for _ in 0..<2 { #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200) }
            gate.kill()
            let again = try RunningGate.start(in: folder, initialise: false)
            defer { again.kill() }
            let spent = try again.client("thorn").call("ListCollections", [:])
            #expect(spent.message.hasPrefix("entry_budget_spent: "), "two permits are four entries")
            #expect(try again.client("icmec").call("ListCollections", [:]).status == 200)
            #expect(again.stop() == 0)
        }
    }

    @Test func requestsBeyondTheRateAreToldToWait() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "limits:\n  requests_per_second: 1\n  request_burst: 1\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let held = try HeldConnection(to: gate, as: "thorn")
            var statuses: [Int] = []
            for _ in 0..<20 {
                try held.send("ListCollections", [:])
                guard let answer = try held.answer() else { break }
                statuses.append(answer.status)
                // The gate ends a connection that it told to wait.
                if answer.status == 429 { break }
            }
            #expect(statuses.first == 200)
            #expect(statuses.contains(429), "\(statuses)")
            #expect(
                try gate.client("icmec").call("ListCollections", [:]).status == 200,
                "each has a rate of its own"
            )
            #expect(gate.stop() == 0)
            #expect(try held.answer() == nil)
        }
    }
}
