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
        /// How many of the tasks become entries, unless they are refused.
        var waitingEntries = 0
        /// How many entries the log will have after the batch that was taken last, unless some of it are refused.
        var likelySize: Int64 = 0
        var nonces = NoncePool()
        var isWaiting = false
        var closed: AppendRefusal?
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let limits: LogLimits

    init(limits: LogLimits) { self.limits = limits }

    /// Adds a task, or says why not; then nobody has been told yet.
    ///
    /// - Returns: where the task's entry will stand if nothing before it is refused; nil when it is none.
    func add(_ task: CommitterTask) -> Result<LikelyPlace?, AppendRefusal> {
        let share = Self.isOptional(task) ? 2 : 1
        let byteCount = task.byteCount
        let (result, mustWake) = state.withLock { state -> (Result<LikelyPlace?, AppendRefusal>, Bool) in
            if let closed = state.closed { return (.failure(closed), false) }
            let hasRoom =
                state.tasks.count < limits.queuedEntries / share
                && state.byteCount < limits.queuedBytes / share
            guard hasRoom || task.isStop else { return (.failure(.backpressure), false) }
            state.tasks.append(task)
            state.byteCount += byteCount
            defer { state.isWaiting = false }
            guard task.isAppend else { return (.success(nil), state.isWaiting) }
            let index = state.likelySize + Int64(state.waitingEntries)
            state.waitingEntries += 1
            // Without randomness nothing is said: the committer will want some too, and fail.
            let place = (try? state.nonces.take()).map { LikelyPlace(index: index, nonce: $0) }
            return (.success(place), state.isWaiting)
        }
        if mustWake { wake.signal() }
        return result
    }

    /// Takes whatever has arrived, up to a batch's limits; waits only while there is nothing at all.
    ///
    /// - Parameter size: how many entries the log has.
    /// - Returns: at least one task.
    func take(size: Int64) -> [CommitterTask] {
        while true {
            let batch = state.withLock { state -> [CommitterTask] in
                state.likelySize = size
                guard !state.tasks.isEmpty else {
                    state.isWaiting = true
                    return []
                }
                guard
                    state.tasks.count > limits.batchEntries || state.byteCount > limits.batchBytes
                else { return Self.takeAll(&state) }
                var count = 0
                var bytes = 0
                var entries = 0
                while count < state.tasks.count, count < limits.batchEntries {
                    let size = state.tasks[count].byteCount
                    if count > 0, bytes + size > limits.batchBytes { break }
                    bytes += size
                    if state.tasks[count].isAppend { entries += 1 }
                    count += 1
                }
                state.byteCount -= bytes
                state.waitingEntries -= entries
                state.likelySize += Int64(entries)
                defer { state.tasks.removeFirst(count) }
                return Array(state.tasks.prefix(count))
            }
            if !batch.isEmpty { return batch }
            wake.wait()
        }
    }

    /// Takes everything, and looks at nothing.
    private static func takeAll(_ state: inout State) -> [CommitterTask] {
        var batch: [CommitterTask] = []
        batch.reserveCapacity(state.tasks.count)
        swap(&batch, &state.tasks)
        state.byteCount = 0
        state.likelySize += Int64(state.waitingEntries)
        state.waitingEntries = 0
        return batch
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
