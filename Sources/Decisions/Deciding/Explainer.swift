internal import Cedar
internal import StrictJSON

/// Puts a refusal into words that a client may read.
struct Explainer {
    /// The explanation of forbids, with what would have helped.
    static func forbidden(by policies: [Policy], remedies: [Remedy]) -> Explanation {
        let rules = policies.map(rule)
        let sentences = rules.map { rule in
            var sentence = "forbidden by rule `\(rule.id)`: \(rule.notice)"
            sentence += rule.clause.map { "; the clause that decided: `\($0)`" } ?? ""
            return sentence + "; in force \(rule.until.map { "until \($0)" } ?? "until further notice")"
        }
        return Explanation(message: joined(sentences, remedies), rules: rules, remedies: remedies)
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
