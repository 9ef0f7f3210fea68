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
        guard !Machine.isInMemory(surroundings.folder) else {
            throw NotAvailable(
                "\(surroundings.folder) lies in memory; name a folder on the disk with --folder"
            )
        }
        let set = try WorkingSet(policies: surroundings.policies)
        var figures: [Figure] = []
        for inFlight in [64, 512] {
            try await surroundings.withFolder { folder in
                let ours = try await measure(set, in: folder, inFlight: inFlight)
                let batch = max(1, Int((Double(ours.count) / Double(ours.commits)).rounded()))
                let inserts = RawInserts(path: folder + "/raw.sqlite", leafBytes: ours.leafBytes)
                let raw = try inserts.perSecond(entries: ours.count, batch: batch)
                figures += Self.figures(ours, raw: raw, batch: batch)
            }
        }
        return figures
    }

    private static func measure(
        _ set: WorkingSet,
        in folder: String,
        inFlight: Int
    ) async throws -> AppendMeasurement {
        let key = try PrivateKey.generate(.ed25519)
        let settings = AuditLog.Settings(clock: { WorkingSet.noon })
        let log = try AuditLog.create(
            in: folder,
            origin: "bench.example/abeyance",
            key: key,
            settings: settings
        )
        try await log.keepBundle(set.files)
        let genesis = GenesisRecord(
            software: "abeyance-bench",
            logKey: ExactString(log.verifier.vkey),
            bundle: set.reference,
            isDemonstration: true
        )
        _ = try await log.append(genesis.draft(at: WorkingSet.noon))
        let ruling = set.engine.ruling(on: set.permitted)
        let draft: @Sendable (Int) -> EntryDraft = { number in
            ruling.draft(
                in: DecisionSetting(
                    requestID: ExactString("request-\(number)"),
                    generation: 1,
                    bundleActivatedAt: 0
                )
            )
        }
        _ = try await AppendMeasurement.run(on: log, count: 4_000, inFlight: inFlight, draft: draft)
        let measured = try await AppendMeasurement.run(
            on: log,
            count: 30_000,
            inFlight: inFlight,
            draft: draft
        )
        await log.close()
        return measured
    }

    private static func figures(_ ours: AppendMeasurement, raw: Double, batch: Int) -> [Figure] {
        let name = "\(ours.inFlight) in flight"
        let note = "\(ours.leafBytes) bytes each, \(batch) a commit"
        return [
            Figure("\(name)", ours.perSecond, "entries/s", note: note),
            Figure("\(name), median", ours.median.microseconds / 1_000, "ms"),
            Figure("\(name), 99 of 100", ours.percentile99.microseconds / 1_000, "ms"),
            Figure("SQLite alone, \(batch) a commit", raw, "entries/s", note: "same inserts, disk and run"),
            Figure("\(name), ratio to SQLite alone", ours.perSecond / raw, "x"),
        ]
    }
}
