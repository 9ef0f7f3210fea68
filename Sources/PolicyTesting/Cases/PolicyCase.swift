package import Decisions
package import StrictJSON

/// One request, and what the policies must say to it.
package struct PolicyCase: Sendable {
    /// The name, with the values of this combination when the case was written for several.
    package let name: String
    /// Where the case was written.
    package let place: YAMLPlace
    /// The request.
    package let request: RequestFacts
    /// The facts of the bundle that replace the registry's, if the case says any.
    package let facts: [ExactString: Bool]?
    /// What must come out.
    package let expectation: CaseExpectation
}

/// What a case expects, all of it exactly.
package struct CaseExpectation: Hashable, Sendable {
    /// Whether the request is allowed.
    package let isAllowed: Bool
    /// The policies that decide, sorted; empty when no rule permits or policy is not asked.
    package let rules: [ExactString]
    /// Why it is refused, sorted; empty when it is allowed.
    package let reasons: [ReasonCode]

    /// What came of a request, in the same form.
    package init(_ ruling: RecordedRuling) {
        self.init(isAllowed: ruling.isAllowed, rules: ruling.determining, reasons: ruling.reasons)
    }

    init(isAllowed: Bool, rules: [ExactString], reasons: [ReasonCode]) {
        self.isAllowed = isAllowed
        self.rules = Set(rules).sorted()
        self.reasons = Set(reasons).sorted { $0.word < $1.word }
    }

    /// Such as ``deny by `amazon-2020` (moratorium_police)``.
    package var description: String {
        let names = rules.map { "`\($0)`" }.joined(separator: ", ")
        let why = reasons.isEmpty ? "" : " (" + reasons.map(\.rawValue).joined(separator: ", ") + ")"
        return (isAllowed ? "allow" : "deny") + (rules.isEmpty ? " by no rule" : " by \(names)") + why
    }
}
