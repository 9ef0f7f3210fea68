import Cedar
import Decisions
import StrictJSON

/// What the policies say to one organisation, rule by rule.
struct ExplainedPrincipal {
    private let principal: PrincipalTrace
    private let folder: String

    init(_ principal: PrincipalTrace, folder: String) {
        self.principal = principal
        self.folder = folder
    }

    /// First what decided, then what nearly did, then what is about others.
    func lines(all: Bool) -> [String] {
        var lines: [String] = []
        if let problem = principal.schemaProblem {
            lines.append("the request does not fit the schema: \(problem)")
        }
        lines += principal.failed.flatMap(failure)
        lines += matched(.forbid).flatMap { rule($0, "forbidden by") + words($0) + clauses($0) }
        let permits = matched(.permit)
        lines += permits.flatMap { rule($0, "permitted by") + clauses($0) }
        if permits.isEmpty { lines += ["", "no rule permits it"] }
        lines += unmatched(.permit).flatMap {
            rule($0, "would permit it, but for its conditions:") + clauses($0, open: true)
        }
        // What does not forbid a refused request helps nobody.
        guard all || !permits.isEmpty && matched(.forbid).isEmpty else { return lines }
        lines += unmatched(.forbid).flatMap { rule($0, "does not forbid it:") + clauses($0, open: true) }
        guard all else { return lines }
        return lines + [""] + principal.policies.filter { !$0.matchesScope }.map(other)
    }

    /// Every policy with what came of it, and its clauses with the terms that decided.
    var json: JSONValue {
        var object: JSONObject = ["organisation": .string(principal.organisation)]
        if let problem = principal.schemaProblem {
            object.set("schemaProblem", .string(ExactString(problem)))
        }
        object.set("policies", .array(principal.policies.map(json)))
        return .object(object)
    }

    // MARK: Lines

    private func matched(_ effect: Effect) -> [PolicyTrace] {
        principal.matched.filter { $0.effect == effect }
    }

    private func unmatched(_ effect: Effect) -> [PolicyTrace] {
        principal.policies.filter { policy in
            guard policy.effect == effect, policy.matchesScope else { return false }
            if case .notMatched = policy.outcome { return true }
            return false
        }
    }

    private func rule(_ policy: PolicyTrace, _ words: String) -> [String] {
        let place = place(policy.policy.span, in: policy)
        return words.hasSuffix(":")
            ? ["", "`\(policy.id)` \(words)  (\(place))"] : ["", "\(words) `\(policy.id)`  (\(place))"]
    }

    private func words(_ policy: PolicyTrace) -> [String] {
        ["notice", "source"].compactMap { name in
            policy.policy.annotation(ExactString(name)).map {
                "  \(name): \(Printable.text($0.value, limit: 400))"
            }
        }
    }

    private func failure(_ policy: PolicyTrace) -> [String] {
        guard case .failed(let error, _) = policy.outcome else { return [] }
        return rule(policy, "cannot be evaluated, and what cannot be evaluated refuses:")
            + ["  \(folder)/\(error.located(in: policy.policy.source))"]
    }

    /// The clauses; with `open`, only those that kept the policy from matching.
    private func clauses(_ policy: PolicyTrace, open: Bool = false) -> [String] {
        policy.clauses.filter { !open || $0.holds != true }.flatMap { clause -> [String] in
            let terms = clause.body.decisive.map { term in
                "    \(ClauseWords.text(of: term, in: policy)) \(ClauseWords.value(of: term))"
            }
            return ["  \(ClauseWords.heading(of: clause))  (\(place(clause.condition.span, in: policy)))"]
                + terms
        }
    }

    private func other(_ policy: PolicyTrace) -> String {
        let parts = policy.scope.filter { !$0.holds }.map { ClauseWords.name(of: $0.part) }
        return "`\(policy.id)` is about another \(parts.joined(separator: " and another "))"
    }

    private func place(_ span: SourceSpan, in policy: PolicyTrace) -> String {
        "\(folder)/\(policy.place(of: span))"
    }

    // MARK: JSON

    private func json(_ policy: PolicyTrace) -> JSONValue {
        var object: JSONObject = [
            "id": .string(policy.id.name), "effect": .string(ExactString(policy.effect.rawValue)),
            "outcome": .string(ClauseWords.outcome(of: policy)),
            "place": .string(ExactString(place(policy.policy.span, in: policy))),
        ]
        for name in ["reason", "notice", "source"] as [ExactString] {
            if let value = policy.policy.annotation(name) { object.set(name, .string(value)) }
        }
        let others = policy.scope.filter { !$0.holds }.map { ClauseWords.name(of: $0.part) }
        if !others.isEmpty { object.set("scope", .array(others.map { .string(ExactString($0)) })) }
        if policy.matchesScope { object.set("clauses", .array(policy.clauses.map { json($0, policy) })) }
        return .object(object)
    }

    private func json(_ clause: ClauseTrace, _ policy: PolicyTrace) -> JSONValue {
        var object: JSONObject = [
            "kind": .string(ExactString(clause.condition.kind.rawValue)),
            "place": .string(ExactString(place(clause.condition.span, in: policy))),
            "holds": clause.holds.map(JSONValue.bool) ?? .null,
        ]
        let terms = clause.body.decisive.map { term -> JSONValue in
            [
                "text": .string(ExactString(ClauseWords.oneLine(policy.text(of: term.span)))),
                "place": .string(ExactString(place(term.span, in: policy))),
                "value": .string(ExactString(ClauseWords.value(of: term))),
            ]
        }
        object.set("decisive", .array(terms))
        return .object(object)
    }
}
