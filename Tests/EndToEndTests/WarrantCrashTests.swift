import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// kill -9 under a warrant with ten uses, again and again: there is never an eleventh.
@Suite(.serialized) struct WarrantCrashTests {
    /// Each round kills the gate at another place; a round takes a few seconds.
    static let rounds = max(2, CrashTests.rounds / 2)
    static let uses = 10

    @Test(.enabled(if: TestWorker.isPresent, "python3 is not installed"))
    func killedUnderLoadAWarrantHasNeverAnEleventhUse() async throws {
        try await initialised { folder in
            try TestWorker.install(in: folder)
            let court = try Courthouse(of: folder)
            for round in 0..<Self.rounds {
                let image = PoliceSearch.image(round)
                let search = PoliceSearch(
                    image: image,
                    token: try court.token(court.order(for: image, uses: Int64(Self.uses)))
                )
                // Killed after some answers, with requests under way; then until nothing is left.
                let answered = try Self.race(in: folder, search, killAfter: round % (Self.uses + 2))
                let rest = try Self.race(in: folder, search, killAfter: nil)
                #expect(answered + rest <= Self.uses, "round \(round)")
                try Self.expectTen(in: folder, round: round, answered: answered + rest)
            }
        }
    }

    @Test(
        .enabled(if: TestWorker.isPresent && Materials.haveTracer, "python3 or strace is not installed")
    )
    func killedBetweenDecisionAndForwardAUseIsSpentAndNothingWasForwarded() async throws {
        try await initialised { folder in
            try TestWorker.install(in: folder)
            let court = try Courthouse(of: folder)
            for (round, place) in [2, 7, 11].enumerated() {
                let image = PoliceSearch.image(round)
                let search = PoliceSearch(
                    image: image,
                    token: try court.token(court.order(for: image, uses: Int64(Self.uses)))
                )
                let before = Set(TestWorker.decisions(in: folder))
                // The gate sends to its core with `sendto` and to nobody else; the first time it asks for its health.
                let tracer = [
                    "strace", "-f", "-qq", "-o", "\(folder)/trace", "-e", "trace=sendto", "-e",
                    "inject=sendto:signal=SIGKILL:when=\(place)",
                ]
                let answered = try Self.race(in: folder, search, prefix: tracer, killAfter: nil)
                let forwarded = Set(TestWorker.decisions(in: folder)).subtracting(before).count
                #expect(forwarded == place - 2, "the send that was to be the \(place)th was not made")
                let recorded = try Self.newestUses(in: folder)
                #expect(recorded > forwarded, "a decision was recorded whose search was never forwarded")
                let rest = try Self.race(in: folder, search, killAfter: nil)
                #expect(answered <= forwarded)
                #expect(answered + rest + recorded - forwarded <= Self.uses)
                try Self.expectTen(in: folder, round: round, answered: answered + rest)
            }
        }
    }

    /// Sixteen connections ask until all of them are told that nothing is left, or until the gate ends.
    ///
    /// Returns how many searches were answered with what they found; the gate is ended, one way or the other.
    private static func race(
        in folder: String,
        _ search: PoliceSearch,
        prefix: [String] = [],
        killAfter count: Int?
    ) throws -> Int {
        let gate = try RunningGate.start(in: folder, initialise: false, prefix: prefix)
        defer { gate.kill() }
        var racers = try (0..<16).map { _ in try RacingClient(to: gate) }
        // Gone before the gate is waited for.
        defer { racers.removeAll() }
        var found = 0
        while true {
            for racer in racers { racer.send(search) }
            if count == 0 { return found }
            var (spent, answered) = (0, 0)
            for racer in racers {
                // None comes once the gate was killed; what was answered before that still does.
                guard let answer = racer.answer() else { continue }
                answered += 1
                if answer.status == 200 { found += 1 }
                if answer.body.contains("warrant_uses_exhausted: ") { spent += 1 }
                if found == count { kill(gate.process.processIdentifier, SIGKILL) }
            }
            if answered == 0 || spent == racers.count { return found }
        }
    }

    /// What the log counted, what the core was asked and what clients were told agree on ten.
    private static func expectTen(in folder: String, round: Int, answered: Int) throws {
        let log = LogReader(folder: folder)
        let permits = try log.entries("decision").filter { $0["use"] != nil }
        let ours = permits.suffix(permits.count - round * uses)
        #expect(ours.compactMap { $0["use"]?["n"]?.integer } == Array(1...Int64(uses)), "round \(round)")
        let indices = Set(ours.compactMap { $0["index"]?.integer.map(Int.init) })
        let asked = TestWorker.decisions(in: folder).filter(indices.contains)
        #expect(asked.count <= uses && Set(asked).count == asked.count, "each use is forwarded once at most")
        #expect(answered <= asked.count)
        let verified = try log.verify()
        #expect(verified.isGood, "\(verified.words)")
    }

    /// How many uses the log has counted of the warrant that was used last.
    private static func newestUses(in folder: String) throws -> Int {
        let permits = try LogReader(folder: folder).entries("decision").filter { $0["use"] != nil }
        return permits.count { $0["warrantKey"] == permits.last?["warrantKey"] }
    }
}
