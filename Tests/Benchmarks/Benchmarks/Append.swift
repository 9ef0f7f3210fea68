import AuditLog
import Cryptography
import Decisions
import StrictJSON
import TransparencyLog

extension Benchmark {
    /// Durable appends, beside SQLite alone.
    static let append = Benchmark(
        name: "append",
        summary:
            "durable, signed log entries with 64 and 512 in flight, beside the same inserts by SQLite alone"
    ) { surroundings in
        try surroundings.requireDisk()
        let set = try WorkingSet(policies: surroundings.policies)
        var figures: [Figure] = []
        for inFlight in [64, 512] {
            // Both sides in turn, several times, so that what else the machine does meets both alike.
            var rounds: [Round] = []
            for _ in 0..<5 {
                let ours = try await surroundings.withFolder { folder in
                    try await measure(set, in: folder, inFlight: inFlight, isWritten: false)
                }
                let batch = max(1, Int((Double(ours.count) / Double(ours.commits)).rounded()))
                let raw = try await surroundings.withFolder { folder in
                    let inserts = RawInserts(path: folder + "/raw.sqlite", leafBytes: ours.leafBytes)
                    return try inserts.measure(entries: ours.count, batch: batch, warmUp: warmUp)
                }
                let written = try await surroundings.withFolder { folder in
                    try await measure(set, in: folder, inFlight: inFlight, isWritten: true)
                }
                rounds.append(Round(ours: ours, written: written, batch: batch, raw: raw))
            }
            figures += Self.figures(rounds)
        }
        return figures
    }

    /// One measurement of both sides, one after the other.
    private struct Round {
        let ours: AppendMeasurement
        /// Ours, of drafts whose canonical form is there before, as those are that the gate hands to the log.
        let written: AppendMeasurement
        let batch: Int
        let raw: (elapsed: Duration, processorTime: Duration)

        /// Rows that SQLite alone inserted in a second.
        var rawPerSecond: Double { Double(ours.count) / (raw.elapsed.microseconds / 1e6) }

        /// Processor time for each entry, in microseconds.
        func processor(_ time: Duration) -> Double { time.microseconds / Double(ours.count) }
    }

    private static let warmUp = 4_000

    private static func measure(
        _ set: WorkingSet,
        in folder: String,
        inFlight: Int,
        isWritten: Bool
    ) async throws -> AppendMeasurement {
        let log = try await set.beginLog(in: folder, key: .generate(.ed25519))
        let ruling = set.engine.ruling(on: set.permitted)
        // What an entry says is there before the clock runs, as the bytes are for SQLite alone; its canonical form only if asked.
        // They are few, since what was just made lies near the processor, as the one row of SQLite alone does.
        let drafts = try (0..<64).map { number in
            let draft = ruling.draft(
                in: DecisionSetting(
                    requestID: ExactString("request-\(number)"),
                    generation: 1,
                    bundleActivatedAt: 0
                )
            )
            return isWritten ? try draft.written().draft : draft
        }
        let draft: @Sendable (Int) -> EntryDraft = { drafts[$0 % drafts.count] }
        _ = try await AppendMeasurement.run(on: log, count: warmUp, inFlight: inFlight, draft: draft)
        let measured = try await AppendMeasurement.run(
            on: log,
            count: 20_000,
            inFlight: inFlight,
            draft: draft
        )
        await log.close()
        return measured
    }

    /// The middle of the rounds, each figure for itself.
    private static func figures(_ rounds: [Round]) -> [Figure] {
        guard let ours = rounds.first?.ours else { return [] }
        func middle(_ value: (Round) -> Double) -> Double { rounds.map(value).sorted()[rounds.count / 2] }
        let name = "\(ours.inFlight) in flight"
        let batch = Int(middle { Double($0.batch) })
        let note = "\(ours.leafBytes) bytes each, \(batch) a commit, middle of \(rounds.count) rounds"
        return [
            Figure("\(name)", middle { $0.ours.perSecond }, "entries/s", note: note),
            Figure("\(name), median", middle { $0.ours.median.microseconds / 1_000 }, "ms"),
            Figure("\(name), 99 of 100", middle { $0.ours.percentile99.microseconds / 1_000 }, "ms"),
            Figure(
                "SQLite alone, \(batch) a commit",
                middle { $0.rawPerSecond },
                "entries/s",
                note: "same inserts, settings, disk and batches, in turn"
            ),
            Figure("\(name), ratio to SQLite alone", middle { $0.ours.perSecond / $0.rawPerSecond }, "x"),
            Figure(
                "\(name), canonical form made before",
                middle { $0.written.perSecond },
                "entries/s",
                note: "the gate makes it when it drafts"
            ),
            Figure("\(name), ratio then", middle { $0.written.perSecond / $0.rawPerSecond }, "x"),
            Figure("\(name), processor", middle { $0.processor($0.ours.processorTime) }, "µs an entry"),
            Figure("SQLite alone, processor", middle { $0.processor($0.raw.processorTime) }, "µs an entry"),
        ]
    }
}
