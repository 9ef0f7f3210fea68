import AuditLog
import Cryptography
import Decisions
import Glibc
import StrictJSON
import TransparencyLog

extension Benchmark {
    /// Verification and replay of a log of real decisions, each permit with its outcome.
    static let audit = Benchmark(
        name: "audit",
        summary: "a log of 100,000 entries verified, and every decision in it decided again"
    ) { surroundings in
        let set = try WorkingSet(policies: surroundings.policies)
        var figures: [Figure] = []
        for entries in surroundings.isLarge ? [10_000, 100_000, 1_000_000] : [10_000, 100_000] {
            try await surroundings.withFolder { folder in
                let log = try await MeasuredLog(set, in: folder, entries: entries)
                figures += try await log.figures()
            }
        }
        return figures
    }
}

/// A log written for being read again.
private struct MeasuredLog {
    private let folder: String
    private let key: NoteVerifier
    private let title: String

    /// Writes decisions by three organisations, three of four allowed, with their outcomes.
    init(_ set: WorkingSet, in folder: String, entries: Int) async throws {
        self.folder = folder
        title = "\(entries / 1_000),000 entries"
        let log = try await set.beginLog(in: folder, key: .generate(.ed25519))
        key = log.verifier
        // Seven entries come of four requests: three permits with their outcomes, and a refusal.
        let requests = entries * 4 / 7
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<Self.inFlight {
                group.addTask {
                    for number in stride(from: worker, to: requests, by: Self.inFlight) {
                        try await Self.append(number, set, to: log)
                    }
                }
            }
            try await group.waitForAll()
        }
        await log.close()
    }

    /// Speed and memory of both readings, of the database and of its export.
    func figures() async throws -> [Figure] {
        let export = "\(folder)/export"
        _ = try LogExport.export(try LogSources.open(folder), key: key, to: export)
        return try await figures(of: folder, title) + figures(of: export, "\(title) exported")
    }

    private func figures(of place: String, _ title: String) async throws -> [Figure] {
        let verified = try await Self.measure {
            let report = try await LogVerification.verify(try LogSources.open(place), key: key)
            guard report.isClean else { throw WrongAnswer("verify: \(report.findings.first.prefix(3))") }
            return (
                Int(report.entries),
                "per CPU second, \(report.entries / max(1, Int64(report.checkpoints))) entries a checkpoint"
            )
        }
        let replayed = try await Self.measure {
            let report = try await LogReplay.replay(try LogSources.open(place), key: key)
            guard report.isClean else { throw WrongAnswer("replay: \(report.findings.first.prefix(3))") }
            return (Int(report.entries), "per CPU second")
        }
        return verified.figures("verify, \(title)") + replayed.figures("replay, \(title)")
    }

    private struct Measurement {
        let entries: Int
        let elapsed: Double
        let processor: Double
        /// What the figure of a core is, and depends on.
        let note: String

        func figures(_ name: String) -> [Figure] {
            [
                Figure(name, Double(entries) / elapsed, "entries/s", note: "on every core"),
                Figure("\(name), a core", Double(entries) / processor, "entries/s", note: note),
                Figure(
                    "\(name), peak memory",
                    MeasuredLog.peakMemory,
                    "MiB",
                    note: "of the whole run so far"
                ),
            ]
        }
    }

    private static func measure(
        _ work: () async throws -> (entries: Int, note: String)
    ) async throws -> Measurement {
        let before = Machine.processorSeconds(of: getpid()) ?? 0
        let start = ContinuousClock.now
        let (entries, note) = try await work()
        return Measurement(
            entries: entries,
            elapsed: (ContinuousClock.now - start).microseconds / 1e6,
            processor: (Machine.processorSeconds(of: getpid()) ?? 0) - before,
            note: note
        )
    }

    private static var peakMemory: Double {
        var usage = rusage()
        unsafe _ = getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1_024
    }

    private static func append(_ number: Int, _ set: WorkingSet, to log: AuditLog) async throws {
        let now = WorkingSet.noon.adding(microseconds: Int64(number))
        let template = number % 4 == 3 ? set.refused : set.permitted
        let facts = RequestFacts(
            now: now,
            organisation: template.organisation,
            certificate: template.certificate,
            operation: template.operation,
            collection: template.collection,
            purpose: template.purpose,
            imageSource: number % 8 < 4 ? .phone : template.imageSource,
            similarityThreshold: 990_000,
            maximumResults: Int64(5 + number % 3),
            probes: [.of(Array("probe \(number)".utf8))],
            clientAddress: template.clientAddress
        )
        let ruling = set.engine.ruling(on: facts)
        let receipt = try await log.append(
            ruling.draft(
                in: DecisionSetting(
                    requestID: ExactString("request-\(number)"),
                    generation: 1,
                    bundleActivatedAt: 0
                )
            )
        )
        guard ruling.isAllowed else { return }
        let outcome = OutcomeRecord(
            decision: receipt.index,
            result: .answered(
                OutcomeRecord.Release(
                    count: Int64(1 + number % 3),
                    bestSimilarity: 99_500_000 + Int64(number % 1_000),
                    response: .of(Array("response \(number)".utf8))
                )
            ),
            model: nil,
            duration: Int64(800 + number % 400)
        )
        _ = try await log.append(outcome.draft(at: now))
    }

    private static let inFlight = 512
}
