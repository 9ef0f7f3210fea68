internal import Cedar
internal import Cryptography
internal import StrictJSON

/// Finds what would have allowed a request, by deciding it again with verifiable facts changed.
struct RemedySearch {
    private let facts: RequestFacts
    private let jurisdiction: ExactString
    private let thresholds: [Int64]
    private let dates: [Timestamp]
    private let isAllowed: (RequestFacts) -> Bool

    init(
        _ facts: RequestFacts,
        jurisdiction: ExactString,
        levels: PolicyLevels,
        isAllowed: @escaping (RequestFacts) -> Bool
    ) {
        self.facts = facts
        self.jurisdiction = jurisdiction
        thresholds = facts.similarityThreshold.map { asked in levels.thresholds.filter { $0 > asked } } ?? []
        dates = levels.dates.filter { $0 > facts.now }
        self.isAllowed = isAllowed
    }

    /// The smallest remedies: single needs, or pairs when no single one is enough.
    func remedies() -> [Remedy] {
        let singles = [
            withWarrant(facts).map { [$0] }, threshold(facts).map { [$0] }, date(facts).map { [$0] },
        ]
        let enough = singles.compactMap { $0 }
        if !enough.isEmpty { return enough.map { Remedy(needs: $0.map(\.need)) } }
        return pairs().map { Remedy(needs: $0) }
    }

    private typealias Step = (need: Remedy.Need, facts: RequestFacts)

    private func pairs() -> [[Remedy.Need]] {
        var result: [[Remedy.Need]] = []
        if let ordered = warranted(facts) {
            if let step = threshold(ordered) { result.append([.warrant, step.need]) }
            if let step = date(ordered) { result.append([.warrant, step.need]) }
        }
        for units in thresholds {
            guard let step = date(raised(facts, to: units)) else { continue }
            result.append([.threshold(units), step.need])
            break
        }
        return result
    }

    private func withWarrant(_ facts: RequestFacts) -> Step? {
        guard let changed = warranted(facts), isAllowed(changed) else { return nil }
        return (.warrant, changed)
    }

    private func threshold(_ facts: RequestFacts) -> Step? {
        for units in thresholds {
            let changed = raised(facts, to: units)
            if isAllowed(changed) { return (.threshold(units), changed) }
        }
        return nil
    }

    private func date(_ facts: RequestFacts) -> Step? {
        for moment in dates {
            var changed = facts
            changed.now = moment
            if isAllowed(changed) { return (.date(moment), changed) }
        }
        return nil
    }

    private func raised(_ facts: RequestFacts, to units: Int64) -> RequestFacts {
        var changed = facts
        changed.similarityThreshold = units
        return changed
    }

    /// The request with a warrant as courts usually give them, or nil when it already has one or compares no faces.
    private func warranted(_ facts: RequestFacts) -> RequestFacts? {
        guard facts.warrant == .absent, facts.operation.group == .match || facts.operation.group == .live
        else {
            return nil
        }
        var changed = facts
        changed.warrant = .verified(
            WarrantFacts(
                kind: "search_warrant",
                standard: "probable_cause",
                findings: ["relevant_to_ongoing_criminal_investigation"],
                offenceClass: facts.claims.offenceClass ?? "violent_felony",
                jurisdiction: jurisdiction,
                mode: ContextModel.mode(of: facts),
                minimumSimilarity: facts.similarityThreshold ?? 0,
                maximumResults: facts.maximumResults,
                notBefore: facts.now,
                expires: facts.now.adding(seconds: 86_400),
                isStatusChecked: true,
                statusIssuedAt: facts.now
            )
        )
        return changed
    }
}

/// The thresholds and dates that a set of policies names: where its answers can change.
struct PolicyLevels: Sendable {
    /// In ten-thousandths, ascending, at most ``most``.
    let thresholds: [Int64]
    /// Ascending, at most ``most``.
    let dates: [Timestamp]

    init(_ policies: PolicySet) {
        var thresholds: Set<Int64> = []
        var dates: Set<Timestamp> = []
        for condition in policies.policies.flatMap(\.conditions) {
            for value in condition.body.writtenValues {
                switch value {
                case .decimal(let value) where (0...1_000_000).contains(value.tenThousandths):
                    thresholds.insert(value.tenThousandths)
                case .datetime(let value):
                    let (microseconds, isTooLarge) = value.milliseconds.multipliedReportingOverflow(by: 1_000)
                    if !isTooLarge { dates.insert(Timestamp(microseconds: microseconds)) }
                default: break
                }
            }
        }
        self.thresholds = Array(thresholds.sorted().prefix(Self.most))
        self.dates = Array(dates.sorted().prefix(Self.most))
    }

    private static let most = 32
}
