internal import Cryptography
internal import Decisions
internal import StrictJSON

/// A permit that awaits its outcome, and what the outcome must keep to.
struct OpenDecision: Sendable {
    /// The warrant whose use it took.
    var warrant: SHA256Digest?
    /// The similarity asked for, in ten-thousandths of a percent; nil for operations without one.
    private let threshold: Int64?
    /// The most results asked for.
    private let maximumResults: Int64?

    /// What an outcome released.
    struct Release: Sendable {
        /// How many faces, matches or names.
        var count: Int64
        /// The best similarity, in millionths of a percent.
        var bestSimilarity: Int64?

        /// Reads it from an outcome's entry; nil in other entries, and where nothing was released.
        init?(_ entry: LogEntry) {
            guard entry.type == .outcome, let released = entry.body["released"],
                let count = released["count"]?.integer
            else { return nil }
            self.count = count
            bestSimilarity = released["bestSimilarity"]?.integer
        }
    }

    init(_ entry: LogEntry) {
        warrant = entry.use == nil ? nil : EntryMeaning.warrant(entry.type, entry.body)
        threshold = entry.body["facts"]?["similarityThreshold"]?.integer
        maximumResults = entry.body["facts"]?["maximumResults"]?.integer
    }

    /// What an outcome at `place` released beyond what was asked for.
    ///
    /// Scores are rounded down to whole percents for some after they were held against the threshold.
    func findings(on release: Release?, at place: Int64) -> [Finding] {
        guard let release else { return [] }
        let count = release.count
        var findings: [Finding] = []
        func add(_ field: String, _ expected: String, _ found: String) {
            findings.append(
                Finding(.outcome, index: place, field: field, expected: expected, found: found)
            )
        }
        if let maximumResults, count > maximumResults {
            add("count", "\(maximumResults) at most, as asked for", "\(count)")
        }
        guard let threshold else { return findings }
        let least = threshold * 100
        let best = release.bestSimilarity
        if (best != nil) != (count > 0) {
            add("bestSimilarity", count > 0 ? "the best of \(count)" : "none", best.map { "\($0)" } ?? "none")
        }
        if let best, best < (best % Self.percent == 0 ? least / Self.percent * Self.percent : least) {
            add("bestSimilarity", "\(least) at least, as asked for", "\(best)")
        }
        return findings
    }

    /// One percent in the outcome's millionths.
    private static let percent: Int64 = 1_000_000
}
