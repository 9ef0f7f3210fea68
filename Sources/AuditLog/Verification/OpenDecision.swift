internal import Cryptography
internal import Decisions
internal import StrictJSON

/// A permit that awaits its outcome, and what the outcome must keep to.
struct OpenDecision {
    /// The warrant whose use it took.
    let warrant: SHA256Digest?
    /// The similarity asked for, in ten-thousandths of a percent; nil for operations without one.
    private let threshold: Int64?
    /// The most results asked for.
    private let maximumResults: Int64?

    init(_ entry: LogEntry) {
        warrant = entry.use == nil ? nil : EntryMeaning.warrant(entry.type, entry.body)
        threshold = entry.body["facts"]?["similarityThreshold"]?.integer
        maximumResults = entry.body["facts"]?["maximumResults"]?.integer
    }

    /// What an outcome at `place` released beyond what was asked for.
    ///
    /// Scores are rounded down to whole percents for some after they were held against the threshold.
    func findings(on outcome: LogEntry, at place: Int64) -> [Finding] {
        guard outcome.type == .outcome, let released = outcome.body["released"],
            let count = released["count"]?.integer
        else { return [] }
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
        let best = released["bestSimilarity"]?.integer
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
