package import Cryptography
package import Decisions
internal import StrictJSON
package import TransparencyLog

/// Holds a court's own list of warrants against the uses that a log recorded.
///
/// The log names warrants by a keyed digest of issuer and `jti` only; whoever has the digest key and the court's list can
/// tell which is which, and nobody can read a warrant's number out of the log.
package struct Reconciliation: Sendable {
    /// A listed warrant with what the log says about it.
    package struct Line: Sendable {
        /// The warrant as the court lists it.
        package let warrant: IssuedWarrant
        /// What was recorded; nil when it was never used.
        package let recorded: RecordedUses?
    }

    /// Every listed warrant, in the order of the list.
    package private(set) var lines: [Line] = []
    /// Recorded warrants that are not on the list, by their keyed digest.
    package private(set) var unlisted: [SHA256Digest: RecordedUses] = [:]
    /// How many entries were read.
    package private(set) var entries: Int64 = 0
    /// What does not agree.
    package private(set) var findings = FindingList()

    /// Reads a log and compares; memory grows with the number of warrants used.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key.
    ///   - issued: the court's list.
    ///   - digester: makes the log's keyed digests; the operator gives auditors its key.
    ///   - isWhole: whether every warrant that the log may hold is on the list; one that is not is then a finding.
    ///   - progress: called after each chunk with how many entries were read, and how many there are.
    /// - Throws: when the source cannot be read at all.
    package init(
        _ source: some LogSource,
        key: NoteVerifier,
        issued: [IssuedWarrant],
        digester: KeyedDigester,
        isWhole: Bool,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws {
        var uses = WarrantUses()
        let walk = try await LogWalk.walk(source, key: key, progress: progress) { entries, findings in
            for entry in entries { uses.take(entry, &findings) }
        }
        entries = walk.entries
        findings = walk.findings
        var recorded = uses.recorded
        for warrant in issued {
            let digest = digester.warrant(issuer: warrant.issuer, tokenID: warrant.tokenID)
            let found = recorded.removeValue(forKey: digest)
            lines.append(Line(warrant: warrant, recorded: found))
            if let found { compare(warrant, found) }
        }
        unlisted = recorded
        guard isWhole else { return }
        for (digest, found) in recorded.sorted(by: { $0.value.first < $1.value.first }) {
            add(
                found.first,
                "warrantKey",
                "a warrant on the court's list",
                "\(digest), used \(found.used) times by \(Self.names(found))"
            )
        }
    }

    private mutating func compare(_ warrant: IssuedWarrant, _ found: RecordedUses) {
        let name = "warrant `\(warrant.tokenID)` of `\(warrant.issuer)`"
        if found.used > warrant.uses {
            add(
                found.last,
                "uses of \(name)",
                "at most \(warrant.uses)",
                "\(found.used) by \(Self.names(found))"
            )
        }
        for maximum in found.maxima.sorted() where maximum != warrant.uses {
            add(
                found.first,
                "use of \(name)",
                "\(warrant.uses) uses in all, as the court lists",
                "\(maximum) in all"
            )
        }
    }

    private mutating func add(_ index: Int64, _ field: String, _ expected: String, _ found: String) {
        findings.add(Finding(.warrantUse, index: index, field: field, expected: expected, found: found))
    }

    private static func names(_ uses: RecordedUses) -> String {
        uses.organisations.sorted().map(\.value).joined(separator: ", ")
    }
}

/// Counts the uses of every warrant, as entries say.
private struct WarrantUses {
    private(set) var recorded: [SHA256Digest: RecordedUses] = [:]
    /// Whose use a permit took, while its outcome is not known.
    private var open: [Int64: SHA256Digest] = [:]

    mutating func take(_ entry: LogEntry, _ findings: inout FindingList) {
        for decision in EntryMeaning.answeredDecisions(entry.type, entry.body) {
            guard let warrant = open.removeValue(forKey: decision) else { continue }
            if EntryMeaning.givesUseBack(entry.type, entry.body) { recorded[warrant]?.used -= 1 }
        }
        guard entry.type == .decision else { return }
        guard let warrant = EntryMeaning.warrant(entry.type, entry.body) else {
            if entry.use != nil {
                findings.add(
                    Finding(
                        .warrantUse,
                        index: entry.index,
                        field: "warrantKey",
                        expected: "the warrant whose use is counted",
                        found: "none"
                    )
                )
            }
            return
        }
        recorded[warrant, default: RecordedUses(entry)].add(entry)
        if entry.use != nil { open[entry.index] = warrant }
    }
}
