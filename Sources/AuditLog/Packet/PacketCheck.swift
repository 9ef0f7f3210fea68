internal import Cryptography
internal import Decisions
internal import StrictJSON
package import TransparencyLog

/// Checks a packet from its files and the log's public key alone, and decides its decision again.
package struct PacketCheck: Sendable {
    /// The decision, when it can be read.
    package private(set) var decision: LogEntry?
    /// The checkpoint that its proof ends in.
    package private(set) var checkpoint: Checkpoint?
    /// Whether there is an outcome in it.
    package private(set) var hasOutcome = false
    /// What is not as it must be.
    package private(set) var findings = FindingList()

    private let folder: String
    private let key: NoteVerifier

    /// Checks the packet in a folder; throws `wrongFormat` when it is none.
    package init(folder: String, key: NoteVerifier) throws {
        self.folder = folder
        self.key = key
        guard let names = PlainFile.names(in: folder), names.contains(PacketLayout.Part.decision.entry) else {
            throw AuditLogError(
                .wrongFormat,
                "\(folder): expected a packet's folder, with `\(PacketLayout.Part.decision.entry)`"
            )
        }
        hasOutcome = names.contains(PacketLayout.Part.outcome.entry)
        let decision = try entry(.decision)
        self.decision = decision
        let activation = try entry(.policies)
        let outcome = hasOutcome ? try entry(.outcome) : nil
        let record = try decision.flatMap { try checkDecision($0) }
        if let record, let activation { checkActivation(activation, of: record) }
        if let outcome, let decision { checkOutcome(outcome, of: decision) }
        if let record { try redecide(record) }
    }

    /// Whether nothing was found.
    package var isClean: Bool { findings.isEmpty }

    private mutating func entry(_ part: PacketLayout.Part) throws -> LogEntry? {
        guard let leaf = try PlainFile.read("\(folder)/\(part.entry)", limit: LogEntry.maximumBytes),
            let proof = try PlainFile.read("\(folder)/\(part.proof)", limit: Self.proofLimit)
        else {
            add(.file, part.entry, "an entry and its proof", "none")
            return nil
        }
        do {
            let (entry, checkpoint) = try EntryProof(leaf: leaf, receipt: proof).verified(by: key)
            if let known = self.checkpoint, known != checkpoint {
                add(.checkpoint, part.proof, "the same checkpoint for every proof", "another")
            }
            if part == .decision { self.checkpoint = checkpoint }
            return entry
        } catch {
            add(.leaf, part.proof, "a proof of \(part.entry) by \(key.vkey)", "\(error)")
            return nil
        }
    }

    private mutating func checkDecision(_ entry: LogEntry) throws -> DecisionRecord? {
        do throws(JSONError) {
            guard entry.type == .decision else {
                add(.form, PacketLayout.Part.decision.entry, "a decision", entry.type.rawValue)
                return nil
            }
            return try DecisionRecord(entry.body)
        } catch {
            add(.form, PacketLayout.Part.decision.entry, "a decision", "\(error)")
            return nil
        }
    }

    private mutating func checkActivation(_ entry: LogEntry, of record: DecisionRecord) {
        let activated = EntryMeaning.activatedBundle(entry.type, entry.body)
        guard entry.index != record.bundleActivatedAt || activated != record.bundle.digest else { return }
        add(
            .bundle,
            PacketLayout.Part.policies.entry,
            "entry \(record.bundleActivatedAt), which put \(record.bundle.digest) in force",
            "entry \(entry.index), \(activated.map { "which put \($0) in force" } ?? entry.type.rawValue)"
        )
    }

    private mutating func checkOutcome(_ entry: LogEntry, of decision: LogEntry) {
        guard !EntryMeaning.answeredDecisions(entry.type, entry.body).contains(decision.index) else { return }
        add(
            .outcome,
            PacketLayout.Part.outcome.entry,
            "the outcome of entry \(decision.index)",
            "\(entry.type.rawValue) of another"
        )
    }

    private mutating func redecide(_ record: DecisionRecord) throws {
        let engine: Engine
        do {
            let bundle = try Bundle(files: try PlainFile.tree("\(folder)/\(PacketLayout.policies)"))
            guard bundle.digest == record.bundle.digest else {
                return add(
                    .bundle,
                    PacketLayout.policies,
                    "files with the digest \(record.bundle.digest)",
                    "\(bundle.digest)"
                )
            }
            engine = try Engine(bundle)
        } catch {
            return add(.bundle, PacketLayout.policies, "the policy set that decided", "\(error)")
        }
        for difference in engine.redecide(record).differences {
            add(.decision, difference.member.value, difference.decided, difference.recorded)
        }
    }

    private mutating func add(_ kind: Finding.Kind, _ field: String, _ expected: String, _ found: String) {
        findings.add(Finding(kind, index: decision?.index, field: field, expected: expected, found: found))
    }

    private static let proofLimit = 1 << 16
}
