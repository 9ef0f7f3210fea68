import Cedar
import StrictJSON

/// Clauses, terms and outcomes in words.
enum ClauseWords {
    /// What a clause did: `when` and `unless` read the other way round.
    static func heading(of clause: ClauseTrace) -> String {
        switch (clause.condition.kind, clause.holds) {
        case (.when, true): "its condition holds:"
        case (.when, false): "its condition does not hold:"
        case (.unless, true): "its exception does not apply:"
        case (.unless, false): "its exception applies:"
        case (_, nil): "a condition without a value:"
        }
    }

    /// A term as written, on one line.
    static func text(of term: TermTrace, in policy: PolicyTrace) -> String {
        "`\(Printable.text(oneLine(policy.text(of: term.span)), limit: 160))`"
    }

    /// What a term came to.
    static func value(of term: TermTrace) -> String {
        switch term.value {
        case .isTrue: "is true"
        case .isFalse: "is false"
        case .failed(let error): "cannot be evaluated: \(error)"
        case .notReached: "was not reached"
        }
    }

    /// A part of a scope.
    static func name(of part: PolicyOutcome.Part) -> String {
        switch part {
        case .principal: "principal"
        case .action: "action"
        case .resource: "resource"
        case .condition(let index): "condition \(index)"
        }
    }

    /// What became of a policy.
    static func outcome(of policy: PolicyTrace) -> ExactString {
        switch policy.outcome {
        case .matched: "matched"
        case .notMatched(.condition): "condition"
        case .notMatched: "scope"
        case .failed: "failed"
        }
    }

    /// The text with every run of blanks as one.
    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
