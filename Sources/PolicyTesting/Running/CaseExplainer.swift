import Cedar
import Decisions
import StrictJSON

/// Says why a case came out otherwise than expected.
enum CaseExplainer {
    /// What the ruling says, then each expected rule that did not decide, with the part that kept it from it.
    static func explanation(
        of trace: DecisionTrace,
        for test: PolicyCase,
        origins: [ExactString: String]
    ) -> String {
        var sentences: [String] = []
        if let message = trace.ruling.explanation?.message { sentences.append(message) }
        sentences += trace.ruling.recorded.errors.map { "`\($0.policy)` failed: \($0.message)" }
        let actual = trace.ruling.recorded.determining
        for rule in test.expectation.rules where !actual.contains(rule) {
            let traces = trace.principals.flatMap(\.policies).filter { $0.id.name == rule }
            if traces.isEmpty {
                sentences.append(
                    trace.principals.isEmpty
                        ? "policy was not asked" : "the set has no policy `\(rule)`"
                )
            }
            sentences += traces.compactMap { whyNot($0, origins) }
        }
        return sentences.joined(separator: ". ")
    }

    private static func whyNot(_ trace: PolicyTrace, _ origins: [ExactString: String]) -> String? {
        switch trace.outcome {
        case .matched: return "`\(trace.id)` matched, and another rule decided"
        case .failed(let error, _): return "`\(trace.id)` failed: \(error)"
        case .notMatched(.condition(let index)):
            let clause = trace.clauses[index]
            let terms = clause.body.decisive.map { oneLine(trace.text(of: $0.span)) }
            let kind = clause.condition.kind
            let came = kind == .when ? "is false" : "is true"
            let what = terms.map { "`\($0)`" }.joined(separator: ", ")
            return "`\(trace.id)` did not match: its `\(kind.rawValue)` at "
                + "\(place(of: clause.condition.span, in: trace, origins)) \(came): \(what)"
        case .notMatched(let part):
            return "`\(trace.id)` did not match: its scope asks for another \(part)"
        }
    }

    private static func place(
        of span: SourceSpan,
        in trace: PolicyTrace,
        _ origins: [ExactString: String]
    ) -> String {
        let source = trace.policy.source
        let position = source.position(of: span.start)
        return "\(origins[ExactString(source.name)] ?? source.name):\(position.line):\(position.column)"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
