import Cedar
import Cryptography
import Decisions
import StrictJSON

/// A decision in lines for people, or in JSON: which rules decided, and what in them.
struct ExplainedDecision {
    private let trace: DecisionTrace
    private let folder: String

    /// A traced decision of the set in a folder.
    init(_ trace: DecisionTrace, folder: String) {
        self.trace = trace
        self.folder = folder
    }

    /// Whether the request is allowed.
    var isAllowed: Bool { trace.ruling.isAllowed }

    /// The explanation; with `all`, the rules too whose scope does not cover the request.
    func lines(all: Bool) -> [String] {
        var lines = [headline]
        guard !trace.principals.isEmpty else {
            return lines + ["policy was not asked: \(reasonNotAsked)"]
        }
        for principal in trace.principals {
            if trace.principals.count > 1 { lines += ["", "asked for `\(principal.organisation)`:"] }
            lines += ExplainedPrincipal(principal, folder: folder).lines(all: all)
        }
        let remedies = trace.ruling.explanation?.remedies ?? []
        if !remedies.isEmpty {
            let ways = remedies.map(\.description).joined(separator: "; or with ")
            lines += ["", "it would be allowed with \(ways)"]
        }
        return lines
    }

    /// The same for programs.
    var json: JSONValue {
        let recorded = trace.ruling.recorded
        var object: JSONObject = [
            "decision": isAllowed ? "allow" : "deny",
            "reasons": .array(recorded.reasons.map(\.json)),
            "determining": .array(recorded.determining.map(JSONValue.string)),
            "errors": .array(recorded.errors.map { .object($0.json) }),
        ]
        if let explanation = trace.ruling.explanation {
            object.set("message", .string(ExactString(explanation.message)))
            object.set(
                "remedies",
                .array(explanation.remedies.map { .string(ExactString($0.description)) })
            )
        }
        object.set(
            "principals",
            .array(trace.principals.map { ExplainedPrincipal($0, folder: folder).json })
        )
        return .object(object)
    }

    /// For whoever may read the set, not for the client, who must not learn which collections there are.
    private var reasonNotAsked: String {
        if trace.ruling.recorded.reasons == [.collectionUnknown] {
            return "the set registers no such collection"
        }
        return trace.ruling.explanation?.message ?? "the request cannot be decided"
    }

    private var headline: String {
        let facts = trace.ruling.facts
        let place = facts.collection.map { " in \(Printable.text($0.value))" } ?? ""
        let asked = "\(Printable.text(facts.organisation.value)), \(facts.operation)\(place)"
        let reasons = trace.ruling.recorded.reasons.map(\.rawValue).joined(separator: ", ")
        return isAllowed ? "allowed: \(asked)" : "refused: \(asked) (\(reasons))"
    }
}
