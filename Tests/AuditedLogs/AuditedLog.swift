package import AuditLog
package import Cryptography
package import Decisions
import Foundation
package import StrictJSON
import Support
import Synchronization
package import TransparencyLog

/// A log as a gate leaves it after three policy sets: permits and refusals by the real engine, outcomes, warrants' uses.
package struct AuditedLog: Sendable {
    /// The state folder.
    package let folder: String
    /// The log's private key, for tests that forge.
    package let key: PrivateKey
    /// The log's public key.
    package let verifier: NoteVerifier
    /// How many decisions there are.
    package let decisions: Int

    /// The log's name.
    package static let origin = "gate.example/audited"
    /// The court of every warrant.
    package static let court: ExactString = "https://court.example"
    /// How often each warrant may be used, by its `jti`; `w-3` is never used.
    package static let warrants: [(id: ExactString, uses: Int64)] = [
        ("w-0", 1), ("w-1", 100), ("w-2", 50), ("w-3", 5),
    ]
    /// The digest key, as `digest.key` holds it.
    package static let digestKey = [UInt8](repeating: 0x5a, count: 32)
    /// Makes the log's keyed digests.
    package static let digester = KeyedDigester(key: digestKey)

    /// The database.
    package var database: String { "\(folder)/audit.sqlite" }
    /// The public key, as the operator publishes it.
    package var keyFile: String { "\(folder)/log.vkey" }
    /// The file of the digest key.
    package var digestKeyFile: String { "\(folder)/digest.key" }

    /// Writes a log with this many decisions under each of the three policy sets.
    ///
    /// - Parameters:
    ///   - folder: an empty folder, which becomes the state folder.
    ///   - each: decisions under each set, at most 300, or warrants are spent.
    ///   - further: files that every policy set has besides.
    ///   - finally: what else to append before the log is closed.
    /// - Throws: when the log cannot be written.
    package init(
        folder: String,
        decisions each: Int = 12,
        also further: [BundleFile] = [],
        finally: (AuditLog, Timestamp) async throws -> Void = { _, _ in }
    ) async throws {
        self.folder = folder
        key = try PrivateKey.generate(.ed25519)
        verifier = try NoteVerifier(name: Self.origin, key: key.publicKey)
        decisions = each * PolicyHistory.policies.count
        try TestFiles.write(Array("\(verifier.vkey)\n".utf8), toPath: "\(folder)/log.vkey")
        try TestFiles.write(Array("\(Hex.encode(Self.digestKey))\n".utf8), toPath: "\(folder)/digest.key")
        let clock = Clock()
        let log = try AuditLog.create(
            in: folder,
            origin: Self.origin,
            key: key,
            settings: AuditLog.Settings(clock: { clock.now })
        )
        var writer = Writer(log: log, clock: clock)
        for version in 1...PolicyHistory.policies.count {
            try await writer.activate(PolicyHistory.files(version: version, also: further), verifier)
            for number in 0..<each { try await writer.decide(number) }
        }
        try await finally(log, clock.now)
        await log.close()
    }

    /// When the first entry is written; each decision follows a minute after the one before.
    package static let start = Timestamp(seconds: 1_800_000_000)
}

/// Appends what a gate would.
private struct Writer {
    let log: AuditLog
    let clock: Clock
    private var engine: Engine?
    private var activatedAt: Int64 = 0
    private var number = 0

    init(log: AuditLog, clock: Clock) {
        self.log = log
        self.clock = clock
    }

    mutating func activate(_ files: [BundleFile], _ verifier: NoteVerifier) async throws {
        let bundle = try Bundle(files: files)
        let previous = engine?.bundle.digest
        try await log.keepBundle(bundle.files)
        let draft =
            if let previous {
                BundleActivatedRecord(
                    bundle: bundle.reference,
                    previous: previous,
                    isDemonstration: true,
                    requestedBy: 0
                ).draft(at: clock.now)
            } else {
                GenesisRecord(
                    software: "test",
                    logKey: ExactString(verifier.vkey),
                    bundle: bundle.reference,
                    isDemonstration: true
                ).draft(at: clock.now)
            }
        activatedAt = try await log.append(draft).index
        engine = try Engine(bundle)
    }

    mutating func decide(_ place: Int) async throws {
        guard let engine, let operation = OperationCatalogue.operation(named: "CompareFaces") else { return }
        clock.advance()
        number += 1
        let names: [ExactString] = ["thorn", "metro-police", "borders", "metro-police"]
        let warrant = place % 4 == 3 ? AuditedLog.warrants[place / 4 % 3] : nil
        let use = warrant.map {
            WarrantUse(
                key: AuditedLog.digester.warrant(issuer: AuditedLog.court, tokenID: $0.id),
                maximum: $0.uses
            )
        }
        var isLeft = true
        if let warrant, warrant.uses == 1 { isLeft = number < 5 }
        let facts = RequestFacts(
            now: clock.now,
            organisation: names[place % names.count],
            certificate: .of([UInt8(place % names.count)]),
            operation: operation,
            purpose: .identifySuspect,
            similarityThreshold: 990_000,
            maximumResults: 5,
            warrant: warrant.map { isLeft ? .verified(Self.order) : .refused(Self.spent($0.id)) } ?? .absent
        )
        let setting = DecisionSetting(
            requestID: ExactString("request-\(number)"),
            generation: 1,
            bundleActivatedAt: activatedAt,
            warrantKey: use?.key,
            personal: place % 4 == 3
                ? [
                    PersonalValue(
                        name: "docket",
                        value: ExactString("2027-CR-\(number)"),
                        salt: [UInt8](repeating: UInt8(number % 251), count: 16)
                    )
                ] : []
        )
        let receipt = try await log.append(
            engine.ruling(on: facts).draft(in: setting, warrantUse: isLeft ? use : nil)
        )
        guard engine.ruling(on: facts).isAllowed else { return }
        let record = OutcomeRecord(
            decision: receipt.index,
            result: place % 5 == 4
                ? .failed(code: "core_refused", beforeMatching: true)
                : .answered(OutcomeRecord.Release(count: 1, bestSimilarity: 99_500_000, response: .of([9]))),
            model: nil,
            duration: 1_200
        )
        _ = try await log.append(record.draft(at: clock.now))
    }

    private static let order = WarrantFacts(
        kind: "search_warrant",
        standard: "probable_cause",
        findings: ["probable_cause"],
        offenceClass: "violent_felony",
        jurisdiction: "US-OR",
        minimumSimilarity: 990_000,
        maximumResults: 5,
        notBefore: AuditedLog.start,
        expires: AuditedLog.start.adding(seconds: 30 * 86_400),
        isStatusChecked: true,
        statusIssuedAt: AuditedLog.start
    )

    private static func spent(_ id: ExactString) -> RefusedWarrant {
        RefusedWarrant(
            code: .usesExhausted,
            issuer: AuditedLog.court,
            tokenID: id,
            tokenDigest: .of(id.bytes)
        )
    }
}

/// A clock that moves a minute at a time.
private final class Clock: Sendable {
    private let time = Mutex(AuditedLog.start)

    var now: Timestamp { time.withLock { $0 } }

    func advance() { time.withLock { $0 = $0.adding(seconds: 60) } }
}
