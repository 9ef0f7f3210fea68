import AuditLog
import Decisions

/// What the log says of those who were refused before their operation was known.
enum Strangers {
    /// Adds up the summaries of a log: the unregistered and the untrusted client, and the denied certificate.
    static func counted(in state: String) throws -> Stage.Deed {
        var counts: [ReasonCode: Int64] = [:]
        var entries: [Int64] = []
        for leaf in try LogSources.open(state).leaves(from: 0, limit: .max) {
            let entry = try LogEntry(leaf: leaf.bytes)
            guard entry.type == .refusals else { continue }
            entries.append(entry.index)
            for reason in try RefusalSummary(entry.body).reasons {
                counts[reason.subject, default: 0] += reason.count
            }
        }
        let words = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "\($0.key.rawValue) \($0.value)"
        }
        let expected: [ReasonCode: Int64] = [.unknownClient: 2, .revoked: 1]
        return Stage.Deed(
            facts: words + ["log entry " + entries.map(String.init).joined(separator: ", ")],
            differences: counts == expected
                ? [] : ["expected revoked 1, unknown_client 2, found \(words.joined(separator: ", "))"]
        )
    }
}
