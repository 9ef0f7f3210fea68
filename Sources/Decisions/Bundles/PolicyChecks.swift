internal import Cedar
internal import StrictJSON

/// What this gate asks of policies beyond the language: ids, reasons, words and sources.
struct PolicyChecks {
    private(set) var problems: [BundleProblem] = []

    init(_ policies: PolicySet) {
        for policy in policies.policies { check(policy) }
    }

    private mutating func check(_ policy: Policy) {
        for annotation in policy.annotations where !Self.known.contains(annotation.name) {
            let names = Self.known.map(\.value)
            let wish = Suggestion.clause(for: annotation.name.value, among: names, prefix: "@")
            add(policy, "unknown annotation `@\(annotation.name)`\(wish)")
        }
        checkFacts(policy)
        let required: [ExactString] =
            policy.effect == .forbid ? ["id", "reason", "notice", "source"] : ["id"]
        for name in required where policy.annotation(name)?.isEmpty ?? true {
            add(policy, "policy `\(policy.id)`: a \(policy.effect.rawValue) needs `@\(name)(\"...\")`")
        }
        guard let reason = policy.annotation("reason"), !reason.isEmpty else { return }
        guard let code = ReasonCode(exact: reason) else {
            let wish = Suggestion.clause(for: reason, among: ReasonCode.allCases.map(\.word))
            add(policy, "policy `\(policy.id)`: unknown reason `\(reason)`\(wish)")
            return
        }
        if !code.isPolicyReason { add(policy, "policy `\(policy.id)`: `\(reason)` is the gate's own reason") }
    }

    /// A rule on a fact that this gate never learns would silently never hold, or always.
    private mutating func checkFacts(_ policy: Policy) {
        let asked = policy.conditions.reduce(into: Set<ExactString>()) {
            $0.formUnion($1.body.attributeNames)
        }
        for name in asked.intersection(Self.unsupplied).sorted() {
            add(
                policy,
                "policy `\(policy.id)`: this gate does not supply `context.\(name)`, so no rule can rest on it"
            )
        }
    }

    private mutating func add(_ policy: Policy, _ message: String) {
        let place = policy.source.place(of: policy.span)
        let prefix = "\(policy.source.name):"
        problems.append(
            BundleProblem(policy.source.name, String(place.dropFirst(prefix.count)) + ": " + message)
        )
    }

    /// What the schema has room for and this gate does not know of a request.
    private static let unsupplied: Set<ExactString> = ["relabelled"]
    private static let known: [ExactString] = ["id", "reason", "notice", "source", "from", "until"]
}
