import Decisions
package import StrictJSON

/// What a run of tests has to say, for people and for programs.
package struct TestReport: Sendable {
    private let run: TestRun
    private let requiresCoverage: Bool

    /// The report of a run; with `requiresCoverage` what no case has seen counts as a failure.
    package init(_ run: TestRun, requiresCoverage: Bool) {
        self.run = run
        self.requiresCoverage = requiresCoverage
    }

    /// Whether every case came out as expected, and, where asked for, everything was seen.
    package var isPassed: Bool {
        run.failures.isEmpty && (!requiresCoverage || run.coverage.missing.isEmpty)
    }

    /// One line for each failed case, one for each part that no case has seen both ways, and two that sum up.
    ///
    /// Of a policy that never decided that is all that is said; and where coverage is not asked for, no more than
    /// a few lines are.
    package var lines: [String] {
        run.failures.map { "FAILED \($0.description)" } + untested + summary
    }

    private var untested: [String] {
        let missing = run.coverage.missing
        let undecided = Set(missing.filter { $0.part == .policy }.map(Self.name))
        let lines =
            missing
            .filter { $0.part == .policy || !undecided.contains(Self.name($0)) }
            .map(Self.line)
        guard !requiresCoverage, lines.count > Self.most else { return lines }
        let more = lines.count - Self.most
        return lines.prefix(Self.most) + ["UNTESTED \(more) more; `--require-coverage` lists all"]
    }

    /// Both lines that sum up.
    package var summary: [String] {
        let (failed, all) = (run.failures.count, run.results.count)
        let items = run.coverage.items.filter { !$0.needs.isEmpty }
        let covered = items.count - run.coverage.missing.count
        let policies = Set(items.map(Self.name)).count
        return [
            "\(run.files.count) file\(run.files.count == 1 ? "" : "s"), \(all) case\(all == 1 ? "" : "s"): "
                + "\(all - failed) passed, \(failed) failed",
            "coverage: \(covered) of \(items.count) parts of \(policies) "
                + "polic\(policies == 1 ? "y" : "ies") seen both ways (\(Self.percentage(covered, of: items.count)))",
        ]
    }

    /// Everything in one object: `passed`, `cases`, `coverage` and `summary`.
    package var json: JSONObject {
        let items = run.coverage.items.filter { !$0.needs.isEmpty }
        return [
            "passed": .bool(isPassed),
            "summary": [
                "files": .integer(Int64(run.files.count)), "cases": .integer(Int64(run.results.count)),
                "failed": .integer(Int64(run.failures.count)), "parts": .integer(Int64(items.count)),
                "uncovered": .integer(Int64(run.coverage.missing.count)),
            ],
            "cases": .array(run.results.map(Self.json)),
            "coverage": .array(items.map(Self.json)),
        ]
    }

    private static func name(_ item: CoverageItem) -> ExactString {
        ExactString("\(item.file) \(item.policy)")
    }

    private static func line(_ item: CoverageItem) -> String {
        let place = "UNTESTED \(item.file):\(item.place): `\(item.policy)`: "
        guard item.part != .policy else { return place + "never decided" }
        let missing =
            item.missing == .both
            ? "neither true nor false" : item.missing == .isTrue ? "never true" : "never false"
        return place + "\(missing): \(item.text)"
    }

    private static func json(_ result: CaseResult) -> JSONValue {
        [
            "file": .string(ExactString(result.file)), "line": .integer(Int64(result.test.place.line)),
            "name": .string(ExactString(result.test.name)), "passed": .bool(result.isPassed),
            "expected": .object(json(result.test.expectation)), "actual": .object(json(result.actual)),
            "explanation": .string(ExactString(result.explanation)),
        ]
    }

    private static func json(_ expectation: CaseExpectation) -> JSONObject {
        [
            "decision": expectation.isAllowed ? "allow" : "deny",
            "rules": .array(expectation.rules.map(JSONValue.string)),
            "reasons": .array(expectation.reasons.map(\.json)),
        ]
    }

    private static func json(_ item: CoverageItem) -> JSONValue {
        [
            "file": .string(ExactString(item.file)), "line": .integer(Int64(item.place.line)),
            "column": .integer(Int64(item.place.column)), "policy": .string(ExactString(item.policy)),
            "part": .string(ExactString(item.part.rawValue)), "text": .string(ExactString(item.text)),
            "seenTrue": .bool(item.seen.contains(.isTrue)),
            "seenFalse": .bool(item.seen.contains(.isFalse)), "covered": .bool(item.isCovered),
        ]
    }

    /// Lines about what is untested where nobody asked for them.
    private static let most = 10

    /// In tenths of a percent, rounded down, so that 100 % means all.
    private static func percentage(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "nothing to see" }
        let tenths = part * 1_000 / whole
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
