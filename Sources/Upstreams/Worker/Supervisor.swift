import CoreProtocol
import Glibc
import Pipeline
import Synchronization

/// The thread that owns the worker's process: it serves the socket, and starts the worker again when it dies.
///
/// It keeps the core alive until it ends, and ends after `stop`, or when the first worker never answered.
final class Supervisor {
    private let core: WorkerCore
    private var policy = RestartPolicy()
    private let first: Mutex<WorkerProcess?>

    private init(_ core: WorkerCore, _ process: consuming WorkerProcess) {
        self.core = core
        first = Mutex(process)
    }

    /// Starts the thread over a worker that was just started.
    static func start(_ core: WorkerCore, _ process: consuming WorkerProcess) throws(WorkerError) {
        let supervisor = Supervisor(core, process)
        let context = unsafe Unmanaged.passRetained(supervisor).toOpaque()
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { context in
                if let context = unsafe context {
                    unsafe Unmanaged<Supervisor>.fromOpaque(context).takeRetainedValue().run()
                }
                return nil
            },
            context
        )
        guard status == 0 else {
            unsafe Unmanaged<Supervisor>.fromOpaque(context).release()
            throw WorkerError("no thread for the core: \(WorkerError.message(status))")
        }
        pthread_detach(thread)
    }

    private func run() {
        var process: WorkerProcess? = first.withLock { first in
            first.take()
        }
        while let running = process.take() {
            let started = core.clock.monotonic()
            core.state.withLock { $0.identifier = running.identifier }
            var service = WorkerService(core: core, socket: running.socket)
            let cause = service.serve()
            let end = running.end()
            let isOver = fail("the core \(end)\(cause.map { ": \($0)" } ?? "")")
            guard !isOver else { break }
            process = restart(started: started)
        }
        finish()
    }

    /// Tells everyone who waits that the worker is gone; answers whether none is to follow it.
    private func fail(_ reason: String) -> Bool {
        let (settled, isOver) = core.state.withLock { state in
            state.phase = .down(reason: reason)
            state.identifier = nil
            if !state.isStopping { state.restarts += 1 }
            return (state.conversation.end(reason), state.isStopping || !state.hasAnswered)
        }
        for one in settled { one.waiter.resume(returning: one.result) }
        return isOver
    }

    /// Starts the worker again after the pause that the policy asks for; nil when the gate stops meanwhile.
    private func restart(started: Int64) -> WorkerProcess? {
        var started = started
        while true {
            guard wait(until: policy.died(started: started, now: core.clock.monotonic())) else { return nil }
            started = core.clock.monotonic()
            do throws(WorkerError) {
                let process = try WorkerProcess(core.configuration)
                core.state.withLock { $0.phase = .starting }
                return process
            } catch {
                core.state.withLock { $0.phase = .down(reason: error.description) }
            }
        }
    }

    /// Waits; false when the gate stops meanwhile.
    private func wait(until moment: Int64) -> Bool {
        while true {
            if core.state.withLock({ $0.isStopping }) { return false }
            let rest = moment - core.clock.monotonic()
            guard rest > 0 else { return true }
            var entry = pollfd(fd: core.wake.reader, events: Int16(POLLIN), revents: 0)
            unsafe poll(&entry, 1, Int32(min(rest / 1000 + 1, 60_000)))
            core.wake.drain()
        }
    }

    private func finish() {
        let stopped = core.state.withLock { state in
            let reason =
                if case .down(let reason) = state.phase { reason } else { "the core has ended" }
            state.phase = .ended(reason: state.isStopping ? "the gate is stopping" : reason)
            defer { state.stopped = [] }
            return state.stopped
        }
        for one in stopped { one.resume() }
    }
}
