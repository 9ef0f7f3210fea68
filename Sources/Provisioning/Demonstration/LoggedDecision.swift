import AuditLog
import Decisions
import StrictJSON

/// A decision as the log has it: the gate's own word, beside what the client was told.
package struct LoggedDecision {
    /// The entry's index.
    package let index: Int64
    /// Whether the request was allowed.
    package let isAllowed: Bool
    /// The policies that decided; none when no rule permitted, or policy was not asked.
    package let rules: [String]
    /// The reason codes; none when it was allowed.
    package let reasons: [String]
    /// The use of a warrant that was counted, such as `1 of 1`.
    package let use: String?

    /// A decision from its parts.
    package init(index: Int64, isAllowed: Bool, rules: [String], reasons: [String], use: String? = nil) {
        self.index = index
        self.isAllowed = isAllowed
        self.rules = rules
        self.reasons = reasons
        self.use = use
    }

    /// Reads an entry of a live log, as a reader beside the writer.
    init(at index: Int64, in state: String) throws {
        let entry = try LogEntry(leaf: LogSources.open(state).leaf(at: index).bytes)
        let ruling = try DecisionRecord(entry.body).ruling
        self.index = index
        isAllowed = ruling.isAllowed
        rules = ruling.determining.map(\.value)
        reasons = ruling.reasons.map(\.rawValue)
        use = entry.use.map { "\($0.number) of \($0.maximum)" }
    }
}
