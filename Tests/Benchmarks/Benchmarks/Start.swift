import AuditLog
import Cryptography
import Decisions
import Foundation
import Glibc
import StrictJSON
import TransparencyLog

extension Benchmark {
    /// The log's share of a start, which must not grow with the log.
    static let start = Benchmark(
        name: "start",
        summary:
            "a log of 1,000 and of 1,000,000 entries opened for writing, and what must be remembered read back"
    ) { surroundings in
        let free = freeBytes(surroundings.folder)
        guard free >= leastFreeBytes else {
            throw NotAvailable(
                "\(surroundings.folder) has \(free >> 30) GiB free; a million entries are written only where 20 GiB are"
            )
        }
        let set = try WorkingSet(policies: surroundings.policies)
        var figures: [Figure] = []
        for entries in [1_000, 1_000_000] {
            try await surroundings.withFolder { folder in
                let key = try PrivateKey.generate(.ed25519)
                try await write(entries, set, key, to: folder)
                figures += try await opened(folder, key, entries)
            }
        }
        return figures
    }

    /// Writes refused decisions, and among each thousand a certificate that is denied.
    private static func write(
        _ entries: Int,
        _ set: WorkingSet,
        _ key: PrivateKey,
        to folder: String
    ) async throws {
        let log = try await set.beginLog(in: folder, key: key)
        let setting = DecisionSetting(requestID: "request", generation: 1, bundleActivatedAt: 0)
        let decision = set.engine.ruling(on: set.refused).draft(in: setting)
        let denial = CertificateDeniedRecord(certificate: .of([1]), reason: "lost", requestedBy: 0)
            .draft(at: WorkingSet.noon)
        _ = try await AppendMeasurement.run(on: log, count: entries - 1, inFlight: 2_048) { number in
            number % 1_000 == 999 ? denial : decision
        }
        await log.close()
    }

    private static func opened(_ folder: String, _ key: PrivateKey, _ entries: Int) async throws -> [Figure] {
        var opening: [Double] = []
        var remembering: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<5 {
            let begin = clock.now
            let log = try await AuditLog.open(
                in: folder,
                key: key,
                settings: WorkingSet.logSettings
            )
            let open = clock.now
            let source = try SQLiteSource(path: "\(folder)/\(AuditLog.FileName.database)")
            let remembered = try source.remembered([.certificate, .warrantRevoked]) ?? []
            opening.append((open - begin).microseconds / 1_000)
            remembering.append((clock.now - open).microseconds / 1_000)
            guard log.size == Int64(entries), remembered.count == (entries - 1) / 1_000 else {
                throw WrongAnswer("\(log.size) entries, \(remembered.count) of them remembered")
            }
            await log.close()
        }
        let size =
            (try? FileManager.default.attributesOfItem(atPath: "\(folder)/audit.sqlite")[.size]) as? Int
        let note = "\(entries) entries, \((size ?? 0) >> 20) MiB, read before; middle of 5"
        return [
            Figure("log of \(entries) opened", opening.sorted()[2], "ms", note: note),
            Figure("log of \(entries), remembered", remembering.sorted()[2], "ms", note: "one in 1,000"),
        ]
    }

    private static func freeBytes(_ folder: String) -> Int64 {
        var facts = statvfs()
        guard unsafe statvfs(folder, &facts) == 0 else { return 0 }
        return Int64(facts.f_bavail) * Int64(facts.f_frsize)
    }

    private static let leastFreeBytes: Int64 = 20 << 30
}
