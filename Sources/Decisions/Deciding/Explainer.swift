internal import Cedar
internal import StrictJSON

/// Puts a refusal into words that a client may read.
struct Explainer: Sendable {
    /// What is said of each forbid, by its id.
    private let said: [PolicyID: (rule: Explanation.Rule, sentence: String)]

    /// What can be said of a bundle's policies.
    init(_ policies: PolicySet) {
        said = policies.policies.reduce(into: [:]) { said, policy in
            if policy.effect == .forbid { said[policy.id] = Self.saying(of: policy) }
        }
    }

    /// The explanation of forbids, with what would have helped.
    func forbidden(by policies: [Policy], remedies: [Remedy]) -> Explanation {
        let sayings = policies.map { said[$0.id] ?? Self.saying(of: $0) }
        return Explanation(
            message: Self.joined(sayings.map(\.sentence), remedies),
            rules: sayings.map(\.rule),
            remedies: remedies
        )
    }

    private static func saying(of policy: Policy) -> (rule: Explanation.Rule, sentence: String) {
        let rule = rule(policy)
        var sentence = "forbidden by rule `\(rule.id)`: \(rule.notice)"
        sentence += rule.clause.map { "; the clause that decided: `\($0)`" } ?? ""
        sentence += "; in force \(rule.until.map { "until \($0)" } ?? "until further notice")"
        return (rule, sentence)
    }

    /// The explanation of a refusal without a forbid.
    static func plain(_ sentence: String, remedies: [Remedy] = []) -> Explanation {
        Explanation(message: joined([sentence], remedies), rules: [], remedies: remedies)
    }

    private static func joined(_ sentences: [String], _ remedies: [Remedy]) -> String {
        var text = sentences.joined(separator: ". ")
        if !remedies.isEmpty {
            text +=
                ". It would be allowed with " + remedies.map(\.description).joined(separator: "; or with ")
        }
        return text
    }

    private static func rule(_ policy: Policy) -> Explanation.Rule {
        // What matched is the whole policy; what a reader needs is the exception that did not apply, or else the
        // condition that did.
        let decisive =
            policy.conditions.first { $0.kind == .unless } ?? policy.conditions.first
        let isVerifiable = decisive.map { $0.body.attributeNames.isDisjoint(with: claimable) } ?? false
        return Explanation.Rule(
            id: policy.id.name,
            reason: policy.annotation("reason").flatMap(ReasonCode.init(exact:)) ?? .policyError,
            notice: policy.annotation("notice") ?? "",
            source: policy.annotation("source") ?? "",
            until: policy.annotation("until"),
            place: policy.source.place(of: decisive?.span ?? policy.span),
            clause: isVerifiable ? decisive.map { oneLine(policy.text(of: $0)) } : nil
        )
    }

    /// The text with every run of blanks as one.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What a caller could simply claim: clauses that speak of it are named by their place only.
    private static let claimable: Set<ExactString> = [
        "purpose", "imageSource", "mode", "review", "emergency", "caseNumber", "requester", "supervisor",
        "justification", "offenceClass", "relabelled", "clientAddress",
    ]
}
