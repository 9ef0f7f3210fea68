import AuditLog
import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import TransparencyLog

/// A log with a permit, a refusal and another permit, decided by the demonstration's own policy set.
struct DecidedLog {
    let state: String
    let origin: String
    let key: PrivateKey
    let verifier: NoteVerifier
    /// The refusal's index.
    let refusal: Int64
    /// How many entries there are.
    let entries: Int64

    init(in folder: String) async throws {
        let now = DemonstrationRootTests.now
        let root = try DemonstrationRootTests.make("\(folder)/root")
        let engine = try Engine(root.bundle)
        state = "\(folder)/log"
        origin = root.origin
        key = try PrivateKey.generate(.ed25519)
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let log = try AuditLog.create(
            in: state,
            origin: origin,
            key: key,
            settings: AuditLog.Settings(clock: { now })
        )
        verifier = log.verifier
        _ = try await log.keepBundle(root.bundle.files)
        let genesis = GenesisRecord(
            software: "test",
            logKey: ExactString(verifier.vkey),
            bundle: root.bundle.reference,
            isDemonstration: true
        )
        _ = try await log.append(genesis.draft(at: now))
        var refused: Int64 = 0
        for (number, organisation) in ["icmec", "metro-police", "icmec"].enumerated() {
            let facts = Self.search(by: ExactString(organisation), at: now)
            let setting = DecisionSetting(
                requestID: ExactString("request-\(number)"),
                generation: 1,
                bundleActivatedAt: 0
            )
            let ruling = engine.ruling(on: facts)
            let index = try await log.append(ruling.draft(in: setting)).index
            if ruling.isAllowed {
                let release = OutcomeRecord.Release(count: 0, bestSimilarity: nil, response: .of([1]))
                let outcome = OutcomeRecord(
                    decision: index,
                    result: .answered(release),
                    model: nil,
                    duration: 1
                )
                _ = try await log.append(outcome.draft(at: now))
            } else {
                refused = index
            }
        }
        refusal = refused
        entries = log.size
        await log.close()
    }

    private static func search(by organisation: ExactString, at now: Timestamp) -> RequestFacts {
        RequestFacts(
            now: now,
            organisation: organisation,
            certificate: .of(organisation.bytes),
            operation: OperationCatalogue.operation(named: "SearchFacesByImage") ?? OperationCatalogue.all[0],
            collection: organisation == "icmec" ? "missing-children" : "mugshots",
            purpose: .missingChild,
            imageSource: .socialMedia,
            similarityThreshold: 950_000
        )
    }
}
