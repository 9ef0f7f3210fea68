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
                .split(separator: "\n").compactMap { Int($0) }
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
        let ledger = Ledger()
        let (enough, signal) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                let client = gate.client("icmec")
                group.addTask {
                    for turn in 0..<400 {
                        let operation = (turn + worker) % 2 == 0 ? "CreateCollection" : "DeleteCollection"
                        guard
                            case .answered(_, let fields, _)? = try? client.call(
                                operation,
                                ["CollectionId": "missing-children"]
                            )
                        else { return }
                        if let index = fields["abeyance-decision"]?.split(separator: " ").last.flatMap({
                            Int($0)
                        }) {
                            let total = ledger.note(index)
                            if total == count { signal.finish() }
                        }
                    }
                    signal.finish()
                }
            }
            for await _ in enough {}
            gate.kill()
            await group.waitForAll()
        }
        return ledger.noted
    }

    /// What the clients were told, whoever of them.
    private final class Ledger: Sendable {
        private let indexes = Mutex<Set<Int>>([])

        var noted: Set<Int> { indexes.withLock { $0 } }

        /// Notes an index and says how many there are.
        func note(_ index: Int) -> Int {
            indexes.withLock { known in
                known.insert(index)
                return known.count
            }
        }
    }

    private func decisions(in folder: String) throws -> Set<Int> {
        let shown = try Subprocess.run(
            Programs.abeyance,
            ["audit", "show", "\(folder)/state/audit.sqlite", "--type", "decision", "--jsonl"]
        )
        try #require(shown.status == 0, "\(shown.errors)")
        return Set(
            try String(decoding: shown.output, as: UTF8.self).split(separator: "\n").compactMap {
                try JSONValue.parse(Array($0.utf8)).object?["index"]?.integer.map(Int.init)
            }
        )
    }
}
