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
            case .redact(let entry, let basis):
                return .done(try await redact(entry, basis: basis, userID: Int64(userID)))
            case .status: return .done(status)
            }
        } catch {
            return .refused("\(error)")
        }
    }

    private func activate(_ folder: String, userID: Int64) async throws -> JSONObject {
        let current = generations.value
        let next: PreparedGeneration
        do {
            let bundle = try Bundle(files: try PolicyFolder.files(at: folder))
            try refuse(bundle, after: current.bundle)
            next = try PreparedGeneration(bundle, number: current.number + 1, premises: premises)
            try store.keep(bundle)
        } catch {
            let record = BundleRefusedRecord(
                digest: nil,
                problem: ExactString("\(error)"),
                requestedBy: userID
            )
            _ = try await log.append(record.draft(at: premises.clock()))
            throw error
        }
        let bundle = next.bundle
        try await log.keepBundle(bundle.files)
        let record = BundleActivatedRecord(
            bundle: bundle.reference,
            previous: current.bundle.digest,
            isDemonstration: bundle.about.isDemonstration,
            requestedBy: userID
        )
        generations.prepare(next)
        let receipt: Receipt
        do {
            receipt = try await log.append(record.draft(at: premises.clock()))
        } catch {
            generations.prepare(nil)
            throw error
        }
        _ = generations.value
        return [
            "activated": .string(ExactString(bundle.digest.hex)), "name": .string(bundle.about.name),
            "index": .integer(receipt.index),
        ]
    }

    /// What a set must be to follow another one while no signature stands behind either.
    private func refuse(_ bundle: Bundle, after current: Bundle) throws {
        guard bundle.digest != current.digest else { throw StartError("this policy set is in force already") }
        guard bundle.about.isDemonstration else {
            throw StartError(
                "bundle.json: `demonstration` is false, but nobody has signed this set; signatures come with a later version"
            )
        }
        guard bundle.about.version > current.about.version else {
            throw StartError(
                "bundle.json: the version is \(bundle.about.version), expected more than \(current.about.version), which is in force"
            )
        }
    }

    /// Refuses a certificate from now on; file and log are written each for itself, so that neither waits for the other.
    private func deny(_ fingerprint: String, reason: String, userID: Int64) async throws -> JSONObject {
        guard let certificate = SHA256Digest(hex: fingerprint) else {
            throw StartError(
                "`\(fingerprint)` is no fingerprint: 64 hexadecimal digits in lower case were expected"
            )
        }
        denied.deny(certificate: certificate)
        premises.revocations.replace(with: Revocations(denied))
        let written = Result { try FileBytes.replace(paths.denied, with: denied.file) }
        let record = CertificateDeniedRecord(
            certificate: certificate,
            reason: ExactString(reason),
            requestedBy: userID
        )
        let receipt = try await log.append(record.draft(at: premises.clock()))
        try written.get()
        return ["denied": .string(ExactString(fingerprint)), "index": .integer(receipt.index)]
    }

    /// Destroys what only an overseer could open of an entry; the entry that says so and the erasure are one transaction.
    private func redact(_ entry: Int64, basis: String, userID: Int64) async throws -> JSONObject {
        let record = RedactionRecord(entry: entry, basis: ExactString(basis), requestedBy: userID)
        let receipt = try await log.append(record.draft(at: premises.clock()))
        return ["redacted": .integer(entry), "index": .integer(receipt.index)]
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
