import CoreProtocol
import Pipeline

/// What the callers and the supervising thread share, under one lock.
struct WorkerState {
    typealias Waiter = CheckedContinuation<Result<CoreReply, CoreUnavailable>, Never>

    /// What has been asked of the worker that runs now.
    var conversation: Conversation<Waiter>
    /// Where the worker stands.
    var phase: WorkerPhase = .starting
    /// Set once, when the gate stops.
    var isStopping = false
    /// Who waits for the end.
    var stopped: [CheckedContinuation<Void, Never>] = []
    /// The process that runs now.
    var identifier: Int32?
    /// Whether any worker has ever answered: one that never did is not started again.
    var hasAnswered = false
    /// Deaths since the gate started.
    var restarts = 0
}

/// Where a worker stands, for the gate's health.
package enum WorkerPhase: Hashable, Sendable {
    /// Started and not heard of yet; requests wait.
    case starting
    /// It has answered.
    case ready
    /// It died and will be started again; requests are refused.
    case down(reason: String)
    /// It will not be started again.
    case ended(reason: String)
}
