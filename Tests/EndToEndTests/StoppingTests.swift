import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// Ends and new beginnings: of the gate, told to stop with a request under way, and of the core, killed.
@Suite(.serialized) struct StoppingTests {
    @Test func sigtermFinishesTheRequestUnderWayAndThenEndsWellAndTheLogGoesOn() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            let body = JSONValue.object(["CollectionId": "missing-children"]).serialized()
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.begin("CreateCollection", length: body.count)
            #expect(try held.answer()?.status == 100, "the gate has the head and waits for the body")
            gate.process.terminate()
            var fresh = try gate.client("icmec").call("ListCollections", [:])
            while fresh.failure == nil { fresh = try gate.client("icmec").call("ListCollections", [:]) }
            #expect(gate.process.isRunning)
            try held.write(body)
            let answer = try #require(try held.answer())
            #expect(answer.status == 200, "\(answer.body)")
            #expect(try held.answer() == nil, "the connection is closed after it")
            gate.process.waitUntilExit()
            #expect(gate.process.terminationStatus == 0)

            let first = try gate.entries.entries()
            #expect(first.last?["type"] == "stop")
            #expect(first.last?["cause"] == "sigterm")
            let second = try RunningGate.start(in: folder, initialise: false)
            defer { second.kill() }
            let listed = try second.client("icmec").call("ListCollections", [:])
            #expect(listed.body?["CollectionIds"] == ["missing-children"])
            #expect(try #require(listed.decision) == first.count + 1, "the start, then this decision")
            #expect(second.stop() == 0)
            let verified = try second.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func aCoreKilledAtWorkCostsOneRefusalWithItsOutcomeAndTheNextRequestIsServed() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            let core = try #require(gate.children.first)
            kill(core, SIGSTOP)
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.send("ListCollections", [:])
            let decision = try gate.entries.awaited(type: "decision") { $0["index"]?.integer == 4 }
            #expect(decision["ruling"]?["decision"] == "allow")
            kill(core, SIGKILL)
            let answer = try #require(try held.answer())
            #expect(answer.status == 500)
            #expect(answer.body.contains("the matching core gave no answer"))
            #expect(try gate.entries.outcome(of: 4)["failed"]?["code"] == "core_unavailable")
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            #expect(gate.children != [core])
            #expect(gate.stop() == 0)
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }
}
