import Dispatch

/// A thread of its own for asynchronous code: what waits or blocks on it keeps nothing else waiting.
///
/// Tests of all suites share a pool with one thread for each processor. A test that talks to a server, or that blocks,
/// runs here instead: `withTaskExecutorPreference(OwnThread()) { … }`.
package final class OwnThread: TaskExecutor {
    // A serial queue has a thread whenever it has work, however busy the pool is.
    private let queue = DispatchQueue(label: "own thread")

    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
