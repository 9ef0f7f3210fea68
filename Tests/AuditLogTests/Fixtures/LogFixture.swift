import AuditLog
import Cryptography
import Decisions
import StrictJSON
import Support
import Synchronization
import TransparencyLog

/// A real log in a folder of its own, a clock that the test moves, and drafts of entries.
struct LogFixture: Sendable {
    static let origin = "gate.example/abeyance"
    static let start = Timestamp(seconds: 1_800_000_000)

    let folder: String
    let key: PrivateKey
    let clock: TestClock
    let bundle: BundleReference
    let bundleFiles: [BundleFile]

    init(folder: String, files: [BundleFile] = [BundleFile(path: "bundle.json", bytes: [0x7b, 0x7d])]) throws
    {
        self.folder = folder
        bundle = try Self.reference(files, version: 1)
        bundleFiles = files
        key = try PrivateKey.generate(.ed25519)
        clock = TestClock(Self.start)
    }

    /// What entries call a bundle of these files.
    static func reference(_ files: [BundleFile], version: Int64) throws -> BundleReference {
        BundleReference(name: "test", version: version, digest: try BundleManifest(files).digest())
    }

    /// Settings with the fixture's clock.
    var settings: AuditLog.Settings {
        let clock = clock
        return AuditLog.Settings(clock: { clock.now })
    }

    /// Makes the log, keeps the bundle and writes the genesis.
    func create(_ change: (inout AuditLog.Settings) -> Void = { _ in }) async throws -> AuditLog {
        var settings = settings
        change(&settings)
        let log = try AuditLog.create(in: folder, origin: Self.origin, key: key, settings: settings)
        try await log.keepBundle(bundleFiles)
        _ = try await log.append(genesis(of: log))
        return log
    }

    /// Opens the log that is there.
    func open(_ change: (inout AuditLog.Settings) -> Void = { _ in }) async throws -> AuditLog {
        var settings = settings
        change(&settings)
        return try await AuditLog.open(in: folder, key: key, settings: settings)
    }

    /// Opens a log that lies elsewhere, or with another key.
    static func open(_ folder: String, key: PrivateKey, _ clock: TestClock) async throws -> AuditLog {
        try await AuditLog.open(in: folder, key: key, settings: AuditLog.Settings(clock: { clock.now }))
    }

    func genesis(of log: AuditLog) -> EntryDraft {
        GenesisRecord(
            software: "test",
            logKey: ExactString(log.verifier.vkey),
            bundle: bundle,
            isDemonstration: true
        ).draft(at: clock.now)
    }

    /// A decision's draft, allowed or refused.
    func decision(
        _ number: Int = 0,
        allowed: Bool = true,
        bundle: BundleReference? = nil,
        activatedAt: Int64 = 0,
        warrant: WarrantUse? = nil,
        time: Timestamp? = nil
    ) -> EntryDraft {
        let bundle = bundle ?? self.bundle
        let facts = RequestFacts(
            now: time ?? clock.now,
            organisation: "thorn",
            certificate: .of([7]),
            operation: OperationCatalogue.all[0],
            similarityThreshold: warrant.map { _ in 990_000 },
            warrant: warrant.map { _ in .verified(Self.order) } ?? .absent
        )
        var body: JSONObject = [
            "requestId": .string(ExactString("request-\(number)")), "generation": 1,
            "bundle": .object(bundle.json),
            "bundleActivatedAt": .integer(activatedAt), "facts": .object(facts.json), "principals": [],
            "ruling": [
                "decision": allowed ? "allow" : "deny", "determining": [], "errors": [],
                "reasons": allowed ? [] : ["default_deny"],
            ],
        ]
        if let warrant { body.append("warrantKey", .string(ExactString(warrant.key.hex))) }
        return EntryDraft(
            type: .decision,
            body: body,
            time: time ?? clock.now,
            warrantUse: warrant,
            requiredBundle: bundle.digest
        )
    }

    /// What a court ordered: a day long from the fixture's start, at 99 percent, five results.
    static let order = WarrantFacts(
        kind: "search_warrant",
        standard: "probable_cause",
        findings: ["probable_cause"],
        offenceClass: "violent_felony",
        jurisdiction: "US-OR",
        minimumSimilarity: 990_000,
        maximumResults: 5,
        notBefore: start,
        expires: start.adding(seconds: 86_400),
        isStatusChecked: true,
        statusIssuedAt: start
    )

    /// The outcome of a decision.
    func outcome(of decision: Int64, beforeMatching: Bool? = nil) -> EntryDraft {
        let result: OutcomeRecord.Result =
            if let beforeMatching {
                .failed(code: "core_refused", beforeMatching: beforeMatching)
            } else {
                .answered(OutcomeRecord.Release(count: 1, bestSimilarity: 99_000_000, response: .of([9])))
            }
        return OutcomeRecord(decision: decision, result: result, model: nil, duration: 10).draft(
            at: clock.now
        )
    }

    /// A start's draft, which is neither a decision nor awaited.
    func start() -> EntryDraft {
        StartRecord(software: "test", executable: .of([3]), bundle: bundle).draft(at: clock.now)
    }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
