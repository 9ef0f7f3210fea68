package import Decisions

/// The log, as the request's way sees it: one draft in, one receipt out.
package protocol Recorder: Sendable {
    /// Makes the entry durable and returns its place; nothing is written when it throws.
    func record(_ draft: EntryDraft) async throws(AppendRefusal) -> Receipt
}
