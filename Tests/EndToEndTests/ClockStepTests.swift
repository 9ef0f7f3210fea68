import Provisioning
import StrictJSON
import Support
import Testing

/// A wall clock that is set while the gate serves, or was set before it started.
@Suite(
    .serialized,
    .enabled(if: MovedClocks.isPossible, "libfaketime or a C compiler is not installed")
)
struct ClockStepTests {
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
        try await TestFiles.withTemporaryFolder { place in
            let folder = "\(place)/gate"
            var clocks = try MovedClocks(in: place)
            let gate = try RunningGate.start(in: folder, environment: clocks.environment)
            defer { gate.kill() }
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
