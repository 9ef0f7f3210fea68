import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// Many clients race for a warrant's last uses: exactly as many succeed as the court allowed.
@Suite(.serialized) struct WarrantRaceTests {
    static let rounds = ProcessInfo.processInfo.environment["ABEYANCE_RACE_ROUNDS"].flatMap { Int($0) } ?? 20
    static let clients = 64
    static let uses = 10

    @Test(.enabled(if: TestWorker.isPresent, "python3 is not installed"))
    func of64ClientsExactly10SucceedInEveryRound() async throws {
        try await initialised { folder in
            try TestWorker.install(in: folder)
            try Self.liftRate(in: folder)
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let court = try Courthouse(of: folder)
            var racers = try (0..<Self.clients).map { _ in try RacingClient(to: gate) }
            for round in 0..<Self.rounds {
                let image = PoliceSearch.image(round)
                let token = try court.token(court.order(for: image, uses: Int64(Self.uses)))
                let outcome = Self.race(racers, PoliceSearch(image: image, token: token))
                #expect(outcome == Self.expected, "round \(round)")
                guard outcome == Self.expected else { break }
            }
            racers.removeAll()
            #expect(gate.stop() == 0)
            try Self.expectCounted(in: folder, rounds: Self.rounds)
            #expect(TestWorker.decisions(in: folder).count == Self.rounds * Self.uses)
        }
    }

    @Test(.enabled(if: Materials.haveModel && Materials.havePhotographs, "the face model is not installed"))
    func of64ClientsExactly10SucceedWithTheRealCore() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            // The file ends with the section `core`: ten matches one after another may take longer than a client's patience.
            try RunningGate.prepare(folder, "  deadline_seconds: 600\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let court = try Courthouse(of: folder)
            let image = try TestFiles.bytes(atPath: Materials.photograph("obama2.jpg"))
            let created = try gate.client("metro-police").call(
                "CreateCollection",
                ["CollectionId": "mugshots"]
            )
            #expect(created.status == 200, "\(created)")
            var racers = try (0..<Self.clients).map { _ in try RacingClient(to: gate) }
            let token = try court.token(court.order(for: image, uses: Int64(Self.uses)))
            let outcome = Self.race(racers, PoliceSearch(image: image, token: token))
            #expect(outcome == Self.expected)
            racers.removeAll()
            #expect(gate.stop() == 0)
            try Self.expectCounted(in: folder, rounds: 1)
        }
    }

    /// Thousands of searches a second are one agency's here; its rate is not what is raced for.
    private static func liftRate(in folder: String) throws {
        let file = "\(folder)/abeyance.yaml"
        let limits = "limits:\n  requests_per_second: 1000000\n  request_burst: 1000000\n"
        try TestFiles.write(try TestFiles.bytes(atPath: file) + Array(limits.utf8), toPath: file)
    }

    /// How many were answered in which way.
    private static func race(_ racers: [RacingClient], _ search: PoliceSearch) -> [String: Int] {
        for racer in racers { racer.send(search) }
        var outcome: [String: Int] = [:]
        for racer in racers {
            guard let answer = racer.answer(askingAgain: search) else {
                outcome["no answer", default: 0] += 1
                continue
            }
            let isSpent = answer.body.contains("warrant_uses_exhausted: ")
            let name = answer.status == 200 ? "found" : isSpent ? "spent" : "\(answer.status) \(answer.body)"
            outcome[name, default: 0] += 1
        }
        return outcome
    }

    private static let expected = ["found": uses, "spent": clients - uses]

    /// The log counted each use once, and whoever was late has an entry that says so.
    private static func expectCounted(in folder: String, rounds: Int) throws {
        let log = LogReader(folder: folder)
        let decisions = try log.entries("decision").filter {
            $0["facts"]?["operation"] == "SearchFacesByImage"
        }
        let counted = decisions.compactMap { $0["use"]?["n"]?.integer }
        #expect(counted.sorted() == (0..<rounds).flatMap { _ in 1...Int64(uses) }.sorted())
        let spent = decisions.count { $0["facts"]?["warrant"]?["refused"]?["code"] == "uses_exhausted" }
        #expect(spent == rounds * (clients - uses))
        #expect(decisions.count == rounds * clients)
        let verified = try log.verify()
        #expect(verified.isGood, "\(verified.words)")
    }
}
