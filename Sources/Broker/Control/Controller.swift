import AuditLog
import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import TLS

/// Changes what is in force: by commands of the control socket, by signals, and because files changed. One at a time.
///
/// Whatever could loosen is an entry before it takes effect. What only restricts takes effect first, and is an entry then.
actor Controller {
    let log: AuditLog
    let configuration: Configuration
    let premises: Generation.Premises
    let generations: CurrentGeneration
    let files: RestrictionFiles
    let meter: Meter
    let standing: ReloadStanding
    var denied: DenyList
    var watch: FileWatch
    var forgotten = ForgottenFiles()
    private let store: BundleStore
    private let report: @Sendable () -> JSONObject
    /// The change in hand; the next one waits for it, because each awaits the log in its middle.
    private var inHand: Task<Void, Never>?

    /// `report` is the answer to `status`.
    init(
        configuration: Configuration,
        log: AuditLog,
        premises: Generation.Premises,
        generations: CurrentGeneration,
        files: RestrictionFiles,
        denied: DenyList,
        watch: FileWatch,
        meter: Meter,
        standing: ReloadStanding,
        report: @escaping @Sendable () -> JSONObject
    ) {
        self.configuration = configuration
        self.log = log
        self.premises = premises
        self.generations = generations
        self.files = files
        self.denied = denied
        self.watch = watch
        self.meter = meter
        self.standing = standing
        self.report = report
        store = BundleStore(path: StatePaths(configuration.state).bundles)
    }

    /// Answers one command of a user.
    func carryOut(_ command: ControlCommand, userID: UInt32) async -> ControlAnswer {
        do {
            if let (denial, reason) = try command.denial {
                return .done(try await inTurn { try await $0.deny(denial, reason, userID: Int64(userID)) })
            }
            switch command {
            case .activate(let folder):
                return .done(try await inTurn { try await $0.activate(folder, userID: Int64(userID)) })
            case .redact(let entry, let basis):
                return .done(try await redact(entry, basis: basis, userID: Int64(userID)))
            case .trustClock(let reason):
                return .done(try await trustClock(because: reason, userID: Int64(userID)))
            case .reload: return .done(try await reload(because: .command, userID: Int64(userID)))
            default: return .done(report())
            }
        } catch {
            return .refused("\(error)")
        }
    }

    /// Runs a change after those that came before it.
    func inTurn<R: Sendable>(
        _ change: @escaping @Sendable (isolated Controller) async throws -> R
    ) async throws -> R {
        let before = inHand
        let task = Task { () async throws -> R in
            await before?.value
            return try await change(self)
        }
        inHand = Task { _ = try? await task.value }
        return try await task.value
    }

    /// The policy set in force, read again from its files and held against the log's digest.
    func bundleInForce() throws -> Bundle { try store.bundle(generations.value.bundle.digest) }

    private func activate(_ folder: String, userID: Int64) async throws -> JSONObject {
        let current = generations.value
        let next: PreparedGeneration
        do {
            let bundle = try Bundle(files: try PolicyFolder.files(at: folder))
            try refuse(bundle, after: current.bundle)
            next = try PreparedGeneration(
                bundle,
                of: current.material,
                number: current.number + 1,
                premises: premises
            )
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

    /// Refuses something from now on; file and log are written each for itself, so that neither waits for the other.
    private func deny(_ denial: Denial, _ reason: String, userID: Int64) async throws -> JSONObject {
        // Whoever edits the file at the same moment loses nothing; one that cannot be read is left for them to mend.
        let file = Result { try DenyList(parsing: try FileBytes.read(files.denied)) }
        if case .success(let file) = file { denied.formUnion(file) }
        denied.deny(denial)
        var revocations = premises.revocations.current
        revocations.deny(denied)
        premises.revocations.replace(with: revocations)
        let written = Result {
            if case .success = file { try FileBytes.replace(files.denied, with: denied.file) }
        }
        let record = CertificateDeniedRecord(denial, reason: ExactString(reason), requestedBy: userID)
        let receipt = try await log.append(record.draft(at: premises.clock()))
        try written.get()
        var facts = denial.json
        facts.append("index", .integer(receipt.index))
        return facts
    }

    /// Ends the state of a clock that jumped, by an operator's word; the log refuses it where it would let time run back.
    private func trustClock(because reason: String, userID: Int64) async throws -> JSONObject {
        guard reason.utf8.contains(where: { $0 > UInt8(ascii: " ") }) else {
            throw StartError("`reason` is empty: it says in the log how the clock was found to be right")
        }
        let note = ClockNote(reason: ExactString(reason), requestedBy: userID)
        return ["trusted": true, "index": .integer(try await log.trustClock(note))]
    }

    /// Destroys what only an overseer could open of an entry; the entry that says so and the erasure are one transaction.
    private func redact(_ entry: Int64, basis: String, userID: Int64) async throws -> JSONObject {
        let record = RedactionRecord(entry: entry, basis: ExactString(basis), requestedBy: userID)
        let receipt = try await log.append(record.draft(at: premises.clock()))
        return ["redacted": .integer(entry), "index": .integer(receipt.index)]
    }
}
