internal import Dispatch

/// A second thread beside the committer's, for work that needs no database.
final class Assistant: Sendable {
    private let queue = DispatchQueue(label: "audit-assistant", qos: .userInitiated)

    /// Begins a batch's tree; nobody waits for it.
    func begin(_ work: BatchTree) { queue.async { work.assist() } }

    /// Batches of so many entries take longer to insert than somebody to wake and sign.
    static let worthwhile = 12
}
