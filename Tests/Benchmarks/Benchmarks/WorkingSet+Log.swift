import AuditLog
import Cryptography
import Decisions
import StrictJSON
import TransparencyLog

extension WorkingSet {
    /// The settings of every log that is measured: the requests' clock.
    static var logSettings: AuditLog.Settings { AuditLog.Settings(clock: { noon }) }

    /// Begins a log in an empty folder: the set is kept, and the genesis names it.
    func beginLog(in folder: String, key: PrivateKey) async throws -> AuditLog {
        let log = try AuditLog.create(
            in: folder,
            origin: "bench.example/abeyance",
            key: key,
            settings: Self.logSettings
        )
        try await log.keepBundle(files)
        let genesis = GenesisRecord(
            software: "abeyance-bench",
            logKey: ExactString(log.verifier.vkey),
            bundle: reference,
            isDemonstration: true
        )
        _ = try await log.append(genesis.draft(at: Self.noon))
        return log
    }
}
