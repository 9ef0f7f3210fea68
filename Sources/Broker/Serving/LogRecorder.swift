import AuditLog
import Decisions
import Pipeline

/// The audit log as the request's way sees it.
struct LogRecorder: Recorder {
    let log: AuditLog

    func record(_ draft: EntryDraft) async throws(AppendRefusal) -> Receipt { try await log.append(draft) }
}
