import Foundation
import Provisioning
import StrictJSON
import Support
import Synchronization
import Testing

/// kill -9 in the middle of load: whatever the core received and whatever a client was told is in the log.
@Suite(.serialized) struct CrashTests {
    static let rounds = ProcessInfo.processInfo.environment["ABEYANCE_CRASH_ROUNDS"].flatMap { Int($0) } ?? 5

    @Test func everyForwardedAndEveryAcknowledgedDecisionSurvivesKill9() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var acknowledged: Set<Int> = []
            for round in 0..<Self.rounds {
                let gate = try RunningGate.start(
                    in: folder,
                    initialise: round == 0,
                    arguments: ["--core-journal", "\(folder)/journal"]
                )
                acknowledged.formUnion(try await load(gate, killAfter: 15 + round % 7))
            }
            let closing = try RunningGate.start(in: folder, initialise: false)
            #expect(closing.stop() == 0)

            let decided = try decisions(in: folder)
            let journal = try String(contentsOfFile: "\(folder)/journal", encoding: .utf8)
                .split(separator: "\n").compactMap { Int($0) }.filter { $0 >= 0 }
            #expect(journal.count >= Self.rounds * 5, "the core received \(journal.count) requests")
            #expect(Set(journal).subtracting(decided) == [], "received by the core and not in the log")
            #expect(acknowledged.subtracting(decided) == [], "acknowledged and not in the log")
            let verified = try Subprocess.run(
                Programs.abeyance,
                ["audit", "verify", "\(folder)/state/audit.sqlite", "--key", "\(folder)/state/log.vkey"]
            )
            #expect(
                verified.status == 0,
                "\(String(decoding: verified.output, as: UTF8.self))\(verified.errors)"
            )
        }
    }

    /// Four clients ask until `count` answers have come; then the gate is killed with requests under way.
    private func load(_ gate: RunningGate, killAfter count: Int) async throws -> Set<Int> {
        let answers = Answers(enough: count)
        let client = gate.client("icmec")
        let ended = Clients.start(4) { Self.ask(client, from: $0, answers) }
        for await _ in answers.areEnough {}
        gate.kill()
        for await _ in ended {}
        return answers.acknowledged
    }

    private static func ask(_ client: CurlClient, from worker: Int, _ answers: Answers) {
        for turn in 0..<400 {
            let operation = (turn + worker) % 2 == 0 ? "CreateCollection" : "DeleteCollection"
            guard let response = try? client.call(operation, ["CollectionId": "missing-children"]),
                response.status != nil
            else { break }
            if let decision = response.decision { answers.add(decision) }
        }
        answers.finish()
    }

    /// The decisions that clients were told, and the moment when there are enough of them.
    private final class Answers: Sendable {
        let areEnough: AsyncStream<Void>
        private let signal: AsyncStream<Void>.Continuation
        private let decisions = Mutex<Set<Int>>([])
        private let enough: Int

        init(enough: Int) {
            self.enough = enough
            (areEnough, signal) = AsyncStream<Void>.makeStream()
        }

        var acknowledged: Set<Int> { decisions.withLock { $0 } }

        func add(_ decision: Int) {
            let count = decisions.withLock { decisions in
                decisions.insert(decision)
                return decisions.count
            }
            if count == enough { signal.finish() }
        }

        func finish() { signal.finish() }
    }

    private func decisions(in folder: String) throws -> Set<Int> {
        Set(
            try LogReader(folder: folder).entries("decision").compactMap {
                $0["index"]?.integer.map(Int.init)
            }
        )
    }
}
