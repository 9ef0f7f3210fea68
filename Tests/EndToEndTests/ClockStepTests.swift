import Glibc
import Provisioning
import StrictJSON
import Support
import Testing

/// A wall clock that is set while the gate serves, or was set before it started.
@Suite(
    .serialized,
    .enabled(if: MovedClocks.isPossible, MovedClocks.need)
)
struct ClockStepTests {
    /// A gate that serves by clocks which the test moves.
    private func serving(_ body: (RunningGate, inout MovedClocks) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { place in
            var clocks = try MovedClocks(in: place)
            let gate = try RunningGate.start(in: "\(place)/gate", environment: clocks.environment)
            defer { gate.kill() }
            try body(gate, &clocks)
        }
    }

    private func isServed(_ gate: RunningGate) throws -> Bool {
        let response = try gate.client("icmec").call("ListCollections", [:])
        guard response.status != 200 else { return true }
        #expect(response.message.contains("clock_untrusted"), "\(response.message)")
        return false
    }

    /// How the clock's standing changed, and by how many minutes the clocks differed then.
    private func jumps(_ gate: RunningGate) throws -> [[Int64]] {
        try gate.entries.entries("clock_jump").map { entry in
            let difference = Double(try #require(entry["difference"]?.integer))
            return [entry["trusted"] == true ? 1 : 0, Int64((difference / 60_000_000).rounded())]
        }
    }

    @Test(
        "after a jump decisions are refused until both clocks agreed for a minute, and both are entries",
        arguments: [-3_600, 600]
    )
    func jump(seconds: Int) async throws {
        try await serving { gate, clocks in
            #expect(try isServed(gate))
            try clocks.pass(seconds: 100)
            #expect(try isServed(gate), "time that passes is no jump")
            try clocks.setWall(by: seconds)
            #expect(try !isServed(gate))
            try clocks.pass(seconds: 100)
            #expect(try !isServed(gate), "it does not become right by waiting")
            #expect(try jumps(gate) == [[0, Int64(seconds / 60)]])
            try clocks.setWall(by: -seconds)
            #expect(try !isServed(gate), "agreement begins")
            try clocks.pass(seconds: 29)
            #expect(try !isServed(gate), "less than a minute")
            try clocks.pass(seconds: 40)
            #expect(try isServed(gate))
            #expect(try jumps(gate) == [[0, Int64(seconds / 60)], [1, 0]])
            #expect(gate.stop() == 0)
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func anOperatorsNoteEndsTheStateOfAClockThatWasSetForwardAndIsAnEntry() async throws {
        try await serving { gate, clocks in
            let needless = try note(gate)
            #expect(needless.status == 1)
            #expect(needless.errors.contains("the clock is trusted"), "\(needless.errors)")
            try clocks.setWall(by: 600)
            let unready = try gate.admin("/readyz")
            #expect(unready.status == 503)
            #expect(unready.body.contains("clock_untrusted: the wall clock jumped by "), "\(unready.body)")
            #expect(try gate.command(["status"]).status == 3)
            #expect(try !isServed(gate))
            let noted = try note(gate)
            #expect(noted.status == 0, "\(noted.errors)")
            #expect(try gate.admin("/readyz").status == 200)
            #expect(try isServed(gate))
            try clocks.pass(seconds: 100)
            #expect(try isServed(gate), "time goes on from the clock as it is now")
            #expect(try jumps(gate) == [[0, 10], [1, 10]])
            let word = try #require(try gate.entries.entries("clock_jump").last?["note"])
            #expect(word["reason"] == "set by hand after the battery failed")
            #expect(word["requestedBy"]?.integer == Int64(getuid()))
            try clocks.setWall(by: -600)
            #expect(try !isServed(gate), "the next jump is one again")
            #expect(gate.stop() == 0)
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func noWordTrustsAClockThatIsBehindTheLog() async throws {
        try await serving { gate, clocks in
            #expect(try isServed(gate))
            try clocks.setWall(by: -3_600)
            #expect(try !isServed(gate))
            let refused = try note(gate)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("a clock that is behind the log"), "\(refused.errors)")
            #expect(try !isServed(gate))
            #expect(try jumps(gate) == [[0, -60]])
            #expect(gate.stop() == 0)
            let again = try RunningGate.start(
                in: gate.folder,
                initialise: false,
                environment: clocks.environment
            )
            defer { again.kill() }
            #expect(try !isServed(again), "nor does a new start")
            #expect(try again.admin("/readyz").body.contains("is behind the log's newest entry"))
            #expect(try note(again).status == 1)
            #expect(again.stop() == 0)
            let verified = try again.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func aJumpAndItsEndAreEntriesAlthoughNobodyAsks() async throws {
        try await serving { gate, clocks in
            try clocks.setWall(by: 600)
            _ = try gate.entries.awaited(type: "clock_jump") { $0["trusted"] == false }
            try clocks.setWall(by: -600)
            for _ in 0..<2_000 {
                guard try jumps(gate).count < 2 else { break }
                try clocks.pass(seconds: 30)
            }
            #expect(try jumps(gate) == [[0, 10], [1, 0]])
            #expect(gate.stop() == 0)
        }
    }

    private func note(_ gate: RunningGate) throws -> Subprocess {
        try gate.command(["trust-clock", "--reason", "set by hand after the battery failed"])
    }

    @Test func aClockThatIsBehindTheNewestEntryAtAStartDecidesNothingUntilItIsRight() async throws {
        try await TestFiles.withTemporaryFolder { place in
            let folder = "\(place)/gate"
            var clocks = try MovedClocks(in: place)
            let first = try RunningGate.start(in: folder, environment: clocks.environment)
            #expect(try isServed(first))
            #expect(first.stop() == 0)
            try clocks.setWall(by: -3_600)
            let behind = try RunningGate.start(
                in: folder,
                initialise: false,
                environment: clocks.environment
            )
            defer { behind.kill() }
            #expect(try !isServed(behind))
            #expect(try jumps(behind) == [], "what went before a start is no jump")
            try clocks.setWall(by: 3_600)
            #expect(try !isServed(behind), "the clock was set, which is a jump by itself")
            #expect(behind.stop() == 0)
            let again = try RunningGate.start(
                in: folder,
                initialise: false,
                environment: clocks.environment
            )
            defer { again.kill() }
            #expect(try isServed(again))
            #expect(again.stop() == 0)
            #expect(try jumps(again) == [[0, 60]])
            let verified = try again.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }
}
