package import StrictJSON

/// What was decided, as an entry carries it and as replay compares it.
package struct RecordedRuling: Hashable, Sendable {
    /// Whether the request was allowed.
    package let isAllowed: Bool
    /// The policies that decided, sorted; empty when no rule permitted.
    package let determining: [ExactString]
    /// The policies that could not be evaluated, sorted by name.
    package let errors: [PolicyFault]
    /// Why it was refused; empty when it was allowed.
    package let reasons: [ReasonCode]

    /// One policy that could not be evaluated.
    package struct PolicyFault: Hashable, Sendable {
        /// The policy's id.
        package let policy: ExactString
        /// What went wrong.
        package let message: ExactString

        /// A fault of a policy.
        package init(policy: ExactString, message: ExactString) {
            self.policy = policy
            self.message = message
        }
    }

    /// A ruling from its parts.
    package init(isAllowed: Bool, determining: [ExactString], errors: [PolicyFault], reasons: [ReasonCode]) {
        self.isAllowed = isAllowed
        self.determining = determining
        self.errors = errors
        self.reasons = reasons
    }
}

extension RecordedRuling: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        switch try object.string("decision") {
        case "allow": isAllowed = true
        case "deny": isAllowed = false
        case let other:
            throw object.fault(.outOfRange, at: "decision", "`\(other)` is neither `allow` nor `deny`")
        }
        determining = try object.strings("determining")
        errors = try object.records("errors")
        reasons = try object.words("reasons")
    }

    package var json: JSONObject {
        [
            "decision": isAllowed ? "allow" : "deny", "determining": .strings(determining),
            "errors": .array(errors.map { .object($0.json) }), "reasons": .array(reasons.map(\.json)),
        ]
    }
}

extension RecordedRuling.PolicyFault: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        policy = try object.string("policy")
        message = try object.string("message")
    }

    package var json: JSONObject { ["policy": .string(policy), "message": .string(message)] }
}
