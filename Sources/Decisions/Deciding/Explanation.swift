package import StrictJSON

/// Why a request was refused, in plain words, for the client to read.
package struct Explanation: Hashable, Sendable {
    /// The whole in sentences: which rule, which clause, until when, and what would change it.
    package let message: String
    /// The rules that forbid, in order of their ids; empty when no rule permits, or policy was not asked.
    package let rules: [Rule]
    /// Alternatives, each of which would have allowed the request.
    package let remedies: [Remedy]

    /// One rule that forbids.
    package struct Rule: Hashable, Sendable {
        /// The policy's id.
        package let id: ExactString
        /// The reason it gives.
        package let reason: ReasonCode
        /// Its plain words.
        package let notice: ExactString
        /// Where the rule comes from.
        package let source: ExactString
        /// Until when it is in force, as the policy says it; absent means until further notice.
        package let until: ExactString?
        /// The decisive clause as `file:line:column`.
        package let place: String
        /// The decisive clause's text, unless it speaks of what a caller could simply claim.
        package let clause: String?
    }
}
