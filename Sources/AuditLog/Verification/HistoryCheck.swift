internal import Cryptography
internal import Decisions
internal import StrictJSON

/// Follows what the entries say about one another: order, time, the bundle in force, uses of warrants, outcomes.
struct HistoryCheck {
    private let origin: ExactString
    private let kept: Set<SHA256Digest>

    /// The latest time of any entry.
    private(set) var newestTime: Timestamp?
    /// Whether the gate's clock was trusted, as `clock_jump` entries say.
    private var isClockTrusted = true
    /// The bundle in force.
    private(set) var bundle: BundleInForce?
    /// Uses of each warrant.
    private(set) var uses: [SHA256Digest: Int64] = [:]
    /// How many uses each warrant has in all, as its first use says.
    private var maxima: [SHA256Digest: Int64] = [:]
    /// Decisions that await an outcome.
    private(set) var open: [Int64: OpenDecision] = [:]
    /// Entries whose personal values were erased.
    private(set) var redacted: Set<Int64> = []
    /// The kinds of the entries that a start reads back.
    private(set) var remembered: [Int64: String] = [:]
    /// How many entries of the two frequent kinds there are, and of each other kind.
    private var decisions = 0
    private var outcomes = 0
    private var others: [EntryType: Int] = [:]
    /// How many decisions were permits.
    private(set) var permits = 0

    /// How many entries of each kind there are.
    var counts: [EntryType: Int] {
        var counts = others
        if decisions > 0 { counts[.decision] = decisions }
        if outcomes > 0 { counts[.outcome] = outcomes }
        return counts
    }

    private static let clockTolerance = LogLimits().clockTolerance

    init(origin: String, kept: Set<SHA256Digest>) {
        self.origin = ExactString(origin)
        self.kept = kept
    }

    /// Takes the next entry; `place` is where it stands.
    mutating func take(_ entry: EntryLinks, at place: Int64, _ findings: inout FindingList) {
        switch entry.type {
        case .decision: decisions += 1
        case .outcome: outcomes += 1
        default: others[entry.type, default: 0] += 1
        }
        if EntryMeaning.isRemembered(entry.type) { remembered[place] = entry.type.rawValue }
        if entry.index != place {
            findings.add(
                Finding(
                    .sequence,
                    index: place,
                    field: "index",
                    expected: "\(place)",
                    found: "\(entry.index)"
                )
            )
        }
        if entry.common.origin != origin {
            findings.add(
                Finding(
                    .origin,
                    index: place,
                    field: "origin",
                    expected: "`\(origin)`",
                    found: "`\(entry.common.origin)`"
                )
            )
        }
        if (entry.type == .genesis) != (place == 0) {
            findings.add(
                Finding(
                    .sequence,
                    index: place,
                    field: "type",
                    expected: place == 0 ? "`genesis`" : "no second `genesis`",
                    found: "`\(entry.type.rawValue)`"
                )
            )
        }
        checkTime(entry, place, &findings)
        checkBundle(entry, place, &findings)
        checkUse(entry, place, &findings)
        checkOutcome(entry, place, &findings)
        checkRedaction(entry, place, &findings)
    }

    private mutating func checkRedaction(_ entry: EntryLinks, _ place: Int64, _ findings: inout FindingList) {
        guard let index = entry.common.redacted else { return }
        guard index < place, redacted.insert(index).inserted else {
            findings.add(
                Finding(
                    .sequence,
                    index: place,
                    field: "entry",
                    expected: "an earlier entry that was not redacted before",
                    found: "\(index)"
                )
            )
            return
        }
    }

    private mutating func checkTime(_ entry: EntryLinks, _ place: Int64, _ findings: inout FindingList) {
        switch entry.type {
        case .start: isClockTrusted = true
        case .clockJump: isClockTrusted = entry.common.isClockTrusted ?? false
        case .decision where !isClockTrusted:
            findings.add(
                Finding(
                    .clock,
                    index: place,
                    field: "type",
                    expected: "no decision by a clock that jumped",
                    found: "`decision`"
                )
            )
        default: break
        }
        guard let newest = newestTime else { return newestTime = entry.time }
        let earliest = newest.adding(microseconds: -Self.clockTolerance)
        if entry.time < earliest {
            findings.add(
                Finding(
                    .clock,
                    index: place,
                    field: "time",
                    expected: "\(earliest) or later",
                    found: "\(entry.time)"
                )
            )
        }
        newestTime = max(newest, entry.time)
    }

    private mutating func checkBundle(_ entry: EntryLinks, _ place: Int64, _ findings: inout FindingList) {
        if let activated = entry.common.activated {
            if !kept.contains(activated) {
                findings.add(
                    Finding(
                        .bundle,
                        index: place,
                        field: "bundle",
                        expected: "its files beside the log",
                        found: "none of \(activated)"
                    )
                )
            }
            if let previous = entry.common.previous, let bundle, previous.value != bundle.digest.hex {
                findings.add(
                    Finding(
                        .bundle,
                        index: place,
                        field: "previous",
                        expected: "\(bundle.digest)",
                        found: "\(previous)"
                    )
                )
            }
            bundle = BundleInForce(digest: activated, index: place)
        }
        guard entry.type == .decision else { return }
        let deciding = entry.common.deciding
        if deciding == nil || deciding != bundle {
            findings.add(
                Finding(
                    .bundle,
                    index: place,
                    field: "bundle",
                    expected: Self.words(bundle),
                    found: Self.words(deciding)
                )
            )
        }
    }

    private mutating func checkUse(_ entry: EntryLinks, _ place: Int64, _ findings: inout FindingList) {
        guard let use = entry.use else { return }
        guard let warrant = entry.warrant else {
            findings.add(
                Finding(
                    .warrantUse,
                    index: place,
                    field: "use",
                    expected: "a decision with a warrant",
                    found: "none"
                )
            )
            return
        }
        let number = uses[warrant, default: 0] + 1
        let maximum = maxima[warrant, default: use.maximum]
        maxima[warrant] = maximum
        if use.maximum != maximum {
            findings.add(
                Finding(
                    .warrantUse,
                    index: place,
                    field: "use",
                    expected: "\(maximum) uses in all, as before",
                    found: "\(use.maximum)"
                )
            )
        }
        if use.number != number || use.number > use.maximum {
            findings.add(
                Finding(
                    .warrantUse,
                    index: place,
                    field: "use",
                    expected: "use \(number) of \(use.maximum)",
                    found: "use \(use.number) of \(use.maximum)"
                )
            )
        }
        uses[warrant] = number
    }

    private mutating func checkOutcome(_ entry: EntryLinks, _ place: Int64, _ findings: inout FindingList) {
        if let permit = entry.permit {
            permits += 1
            open[place] = permit
        }
        switch entry.answered {
        case .one(let decision): answer(decision, entry, place, &findings)
        case .several(let decisions):
            for decision in decisions { answer(decision, entry, place, &findings) }
        }
        guard entry.type == .start || entry.type == .stop else { return }
        for (decision, _) in open.sorted(by: { $0.key < $1.key }) {
            findings.add(
                Finding(
                    .orphan,
                    index: decision,
                    field: "outcome",
                    expected:
                        "an `outcome` or `outcome_unknown` before entry \(place) (`\(entry.type.rawValue)`)",
                    found: "none"
                )
            )
        }
        open.removeAll()
    }

    /// Takes the outcome of one decision.
    private mutating func answer(
        _ decision: Int64,
        _ entry: EntryLinks,
        _ place: Int64,
        _ findings: inout FindingList
    ) {
        guard let answered = open.removeValue(forKey: decision) else {
            findings.add(
                Finding(
                    .outcome,
                    index: place,
                    field: "decision",
                    expected: "a permit that awaits its outcome",
                    found: "\(decision)"
                )
            )
            return
        }
        for finding in answered.findings(on: entry.release, at: place) { findings.add(finding) }
        if let warrant = answered.warrant, entry.common.givesUseBack { uses[warrant, default: 0] -= 1 }
    }

    /// A bundle in force, for people.
    static func words(_ bundle: BundleInForce?) -> String {
        bundle.map { "\($0.digest) since entry \($0.index)" } ?? "none"
    }
}
