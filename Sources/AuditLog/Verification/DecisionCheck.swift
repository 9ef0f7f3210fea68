internal import Cryptography
internal import Decisions

/// Holds what one decision's entry says in one place against what it says in another, and against its warrant.
struct DecisionCheck {
    private let entry: LogEntry
    private let record: DecisionRecord
    private let place: Int64

    /// What does not agree within the entry at `place`.
    static func findings(_ entry: LogEntry, _ record: DecisionRecord, at place: Int64) -> [Finding] {
        let check = DecisionCheck(entry: entry, record: record, place: place)
        return check.time() + check.counting() + check.warrant()
    }

    /// A decision is never placed at another time than the request's one clock reading.
    private func time() -> [Finding] {
        guard entry.time != record.facts.now else { return [] }
        return [finding(.clock, "time", "\(record.facts.now), at which was decided", "\(entry.time)")]
    }

    /// A use is counted for every permit under a verified warrant, and for nothing else; the warrant is named whenever it
    /// was verified, also when its uses were found spent.
    private func counting() -> [Finding] {
        var findings: [Finding] = []
        let verified = record.facts.warrant.facts != nil
        if (entry.use != nil) != (verified && record.ruling.isAllowed) {
            findings.append(
                finding(
                    .warrantUse,
                    "use",
                    entry.use == nil
                        ? "a permit's use of its warrant" : "none without a permit under a warrant",
                    entry.use.map { "use \($0.number) of \($0.maximum)" } ?? "none"
                )
            )
        }
        if (record.warrantKey != nil) != (verified || isSpent) {
            findings.append(
                finding(
                    .warrantUse,
                    "warrantKey",
                    record.warrantKey == nil ? "the verified warrant's" : "none without a verified warrant",
                    record.warrantKey.map { "\($0)" } ?? "none"
                )
            )
        }
        return findings
    }

    private var isSpent: Bool {
        if case .refused(let refused) = record.facts.warrant { refused.code == .usesExhausted } else { false }
    }

    /// A warrant is verified only for a request within its time, its threshold and its number of results.
    private func warrant() -> [Finding] {
        guard let warrant = record.facts.warrant.facts else { return [] }
        let facts = record.facts
        var findings: [Finding] = []
        if !Self.isWithin(warrant, facts.now) {
            findings.append(
                finding(
                    .warrant,
                    "now",
                    "a moment from \(warrant.notBefore) to \(warrant.expires)",
                    "\(facts.now)"
                )
            )
        }
        if facts.similarityThreshold.map({ $0 < warrant.minimumSimilarity }) ?? true {
            findings.append(
                finding(
                    .warrant,
                    "similarityThreshold",
                    "the warrant's \(warrant.minimumSimilarity) at least",
                    facts.similarityThreshold.map { "\($0)" } ?? "none"
                )
            )
        }
        if let asked = facts.maximumResults, let most = warrant.maximumResults, asked > most {
            findings.append(finding(.warrant, "maximumResults", "the warrant's \(most) at most", "\(asked)"))
        }
        return findings
    }

    private func finding(
        _ kind: Finding.Kind,
        _ field: String,
        _ expected: String,
        _ found: String
    ) -> Finding {
        Finding(kind, index: place, field: field, expected: expected, found: found)
    }

    /// Whether a warrant is verified at a moment.
    static func isWithin(_ warrant: WarrantFacts, _ now: Timestamp) -> Bool {
        let (first, last) = span(of: warrant)
        return now >= first && now <= last
    }

    /// The first and the last moment at which a warrant is verified.
    static func span(of warrant: WarrantFacts) -> (first: Timestamp, last: Timestamp) {
        (warrant.notBefore.adding(seconds: -clockSkew), warrant.expires.adding(seconds: clockSkew))
    }

    /// What the verifier of warrants allows for clocks that differ, in seconds.
    private static let clockSkew: Int64 = 60
}
