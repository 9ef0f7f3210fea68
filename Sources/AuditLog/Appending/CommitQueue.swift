internal import Decisions
internal import Dispatch
internal import Synchronization

/// The bounded queue in front of the committer.
///
/// A full queue is a refusal, never a wait: whoever asks is told at once. New decisions may take only half of the
/// places, so that the outcome of every decision that was admitted finds one.
final class CommitQueue: Sendable {
    private struct State {
        var tasks: [CommitterTask] = []
        var byteCount = 0
        var isWaiting = false
        var closed: AppendRefusal?
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let limits: LogLimits

    init(limits: LogLimits) { self.limits = limits }

    /// Adds a task, or says why not; then nobody has been told yet.
    func add(_ task: CommitterTask) -> AppendRefusal? {
        let (refusal, mustWake) = state.withLock { state -> (AppendRefusal?, Bool) in
            if let closed = state.closed { return (closed, false) }
            let share = Self.isOptional(task) ? 2 : 1
            let hasRoom =
                state.tasks.count < limits.queuedEntries / share
                && state.byteCount < limits.queuedBytes / share
            guard hasRoom || task.isStop else { return (.backpressure, false) }
            state.tasks.append(task)
            state.byteCount += task.byteCount
            defer { state.isWaiting = false }
            return (nil, state.isWaiting)
        }
        if mustWake { wake.signal() }
        return refusal
    }

    /// Takes whatever has arrived, up to a batch's limits; waits only while there is nothing at all.
    func take() -> [CommitterTask] {
        while true {
            let batch = state.withLock { state -> [CommitterTask] in
                guard !state.tasks.isEmpty else {
                    state.isWaiting = true
                    return []
                }
                var count = 0
                var bytes = 0
                while count < state.tasks.count, count < limits.batchEntries {
                    let size = state.tasks[count].byteCount
                    if count > 0, bytes + size > limits.batchBytes { break }
                    bytes += size
                    count += 1
                }
                state.byteCount -= bytes
                if count == state.tasks.count {
                    defer { state.tasks.removeAll(keepingCapacity: true) }
                    return state.tasks
                }
                defer { state.tasks.removeFirst(count) }
                return Array(state.tasks.prefix(count))
            }
            if !batch.isEmpty { return batch }
            wake.wait()
        }
    }

    /// Admits nothing any more, and returns what was still waiting.
    func close(_ refusal: AppendRefusal) -> [CommitterTask] {
        state.withLock { state in
            if state.closed == nil { state.closed = refusal }
            defer { state.tasks = [] }
            return state.tasks
        }
    }

    /// How many tasks wait.
    var depth: Int { state.withLock { $0.tasks.count } }

    private static func isOptional(_ task: CommitterTask) -> Bool {
        if case .append(let pending) = task { pending.facts.type == .decision } else { false }
    }
}
