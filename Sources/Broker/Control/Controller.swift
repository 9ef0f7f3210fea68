import AuditLog
import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import TLS

/// Carries out what comes through the control socket, one command at a time.
///
/// Whatever could loosen is an entry before it takes effect. What only restricts takes effect first, and is an entry then.
actor Controller {
    private let log: AuditLog
    private let paths: StatePaths
    private let premises: Generation.Premises
    private let generations: CurrentGeneration
    private let store: BundleStore
    private var denied: DenyList

    init(
        log: AuditLog,
        paths: StatePaths,
        premises: Generation.Premises,
        generations: CurrentGeneration,
        denied: DenyList
    ) {
        self.log = log
        self.paths = paths
        self.premises = premises
        self.generations = generations
        self.denied = denied
        store = BundleStore(path: paths.bundles)
    }

    /// Answers one command of a user.
    func carryOut(_ command: ControlCommand, userID: UInt32) async -> ControlAnswer {
        do {
            switch command {
            case .activate(let folder): return .done(try await activate(folder, userID: Int64(userID)))
            case .deny(let certificate, let reason):
                return .done(try await deny(certificate, reason: reason, userID: Int64(userID)))
            case .status: return .done(status)
            }
        } catch {
            return .refused("\(error)")
        }
    }

    private func activate(_ folder: String, userID: Int64) async throws -> JSONObject {
        let current = generations.value
        let bundle: Bundle
        do {
            bundle = try Bundle(files: try PolicyFolder.files(at: folder))
            guard bundle.digest != current.bundle.digest else {
                throw StartError("\(folder): this set is in force already")
            }
            // Built before the log names it: a set that cannot be served is refused while the old one stays in force.
            _ = try Generation(bundle, number: current.number + 1, activatedAt: log.size, premises: premises)
        } catch {
            let record = BundleRefusedRecord(
                digest: nil,
                problem: ExactString("\(error)"),
                requestedBy: userID
            )
            _ = try await log.append(record.draft(at: premises.clock()))
            throw error
        }
        try store.keep(bundle)
        try await log.keepBundle(bundle.files)
        let record = BundleActivatedRecord(
            bundle: bundle.reference,
            previous: current.bundle.digest,
            isDemonstration: bundle.about.isDemonstration,
            requestedBy: userID
        )
        let receipt = try await log.append(record.draft(at: premises.clock()))
        generations.publish(
            try Generation(bundle, number: current.number + 1, activatedAt: receipt.index, premises: premises)
        )
        return [
            "activated": .string(ExactString(bundle.digest.hex)), "name": .string(bundle.about.name),
            "index": .integer(receipt.index),
        ]
    }

    private func deny(_ fingerprint: String, reason: String, userID: Int64) async throws -> JSONObject {
        guard let certificate = SHA256Digest(hex: fingerprint) else {
            throw StartError(
                "`\(fingerprint)` is no fingerprint: 64 hexadecimal digits in lower case were expected"
            )
        }
        denied.deny(certificate: certificate)
        premises.revocations.replace(with: Revocations(denied))
        try FileBytes.replace(paths.denied, with: denied.file)
        let record = CertificateDeniedRecord(
            certificate: certificate,
            reason: ExactString(reason),
            requestedBy: userID
        )
        let receipt = try await log.append(record.draft(at: premises.clock()))
        return ["denied": .string(ExactString(fingerprint)), "index": .integer(receipt.index)]
    }

    private var status: JSONObject {
        let generation = generations.value
        return [
            "generation": .integer(generation.number),
            "bundle": .string(ExactString(generation.bundle.digest.hex)),
            "demonstration": .bool(generation.bundle.about.isDemonstration), "entries": .integer(log.size),
            "checkpoint": .string(ExactString(log.checkpoint)),
        ]
    }
}

extension Revocations {
    /// What a deny-list takes back.
    init(_ denied: DenyList) { self.init(deniedCertificates: denied.certificates, deniedKeys: denied.keys) }
}
