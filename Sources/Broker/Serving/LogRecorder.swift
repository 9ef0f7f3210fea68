import AuditLog
import Decisions
import Pipeline

/// The audit log as the way of one request sees it, with what is measured of it.
struct LogRecorder: Recorder {
    let log: AuditLog
    let meter: Meter
    /// When the request was handed over.
    let begun: ContinuousClock.Instant
    /// Set when the request's decision is an entry.
    let mark: DecisionMark

    func record(_ draft: EntryDraft) async throws(AppendRefusal) -> Receipt {
        let drafted = ContinuousClock.now
        if draft.type == .decision { meter.decide.observe(microseconds: (drafted - begun).microseconds) }
        let receipt = try await log.append(draft)
        meter.append.observe(microseconds: (ContinuousClock.now - drafted).microseconds)
        if draft.type == .decision {
            mark.set(isPermit: EntryMeaning.awaitsOutcome(draft.type, draft.body))
            meter.countDecision(draft.body)
        }
        return receipt
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
