package import CoreProtocol
import Glibc
package import Pipeline
import Synchronization

/// A matching core in a process of its own, behind a socket that only the two of them hold.
///
/// One thread of its own starts the worker, sends, receives, keeps deadlines, and starts it again when it dies. A
/// request is sent once and never again: when the worker dies, whatever it owed fails.
package final class WorkerCore: MatchingCore {
    let configuration: WorkerConfiguration
    let clock: WorkerClock
    let wake: WakeSignal
    let state: Mutex<WorkerState>
    private let healthChecks = Mutex<UInt64>(0)

    private init(_ configuration: WorkerConfiguration, _ clock: WorkerClock) throws(WorkerError) {
        self.configuration = configuration
        self.clock = clock
        wake = try WakeSignal()
        state = Mutex(WorkerState(conversation: Conversation(configuration)))
    }

    /// Starts the worker and waits for its first answer.
    ///
    /// - Throws: why it cannot be started, or died before it answered; its own words are on standard error.
    package static func start(
        _ configuration: WorkerConfiguration,
        clock: WorkerClock = .system
    ) async throws(CoreUnavailable) -> (core: WorkerCore, health: CoreHealth) {
        let core: WorkerCore
        do throws(WorkerError) {
            core = try WorkerCore(configuration, clock)
            let process = try WorkerProcess(configuration)
            try Supervisor.start(core, process)
        } catch {
            throw CoreUnavailable(reason: error.description, isBeforeMatching: true)
        }
        do throws(CoreUnavailable) {
            return (core, try await core.health(within: configuration.startDeadline))
        } catch {
            await core.stop()
            throw error
        }
    }

    /// Carries out one order: sends it once, and waits for the reply, the deadline or the worker's end.
    package func perform(_ order: consuming Order) async -> CoreResponse {
        let began = clock.monotonic()
        let result = await ask(order.request, within: configuration.requestDeadline)
        return CoreResponse(result: result, receivedAt: clock.wall(), duration: clock.monotonic() - began)
    }

    /// Asks the worker how it is.
    package func health() async throws(CoreUnavailable) -> CoreHealth {
        try await health(within: configuration.requestDeadline)
    }

    /// Where the worker stands, and how often it has died.
    package var standing: (phase: WorkerPhase, restarts: Int) {
        state.withLock { ($0.phase, $0.restarts) }
    }

    /// The process that runs now, for the operator's eyes.
    package var processIdentifier: Int32? { state.withLock { $0.identifier } }

    /// Lets the worker answer what it was asked, ends it, and returns when it is gone.
    ///
    /// Later requests are refused.
    package func stop() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                state.isStopping = true
                if case .ended = state.phase { return true }
                state.stopped.append(continuation)
                return false
            }
            if isOver { continuation.resume() } else { wake.signal() }
        }
    }

    private func health(within limit: Int64) async throws(CoreUnavailable) -> CoreHealth {
        // Numbers that no entry of the log has.
        let number = healthChecks.withLock { count in
            count += 1
            return count
        }
        let request = CoreRequest(id: 1 << 63 | number, decision: -1, operation: .health)
        let reply = try await ask(request, within: limit).get()
        switch reply.result {
        case .success(.health(let health)): return health
        case .success:
            throw CoreUnavailable(reason: "the core answered another question", isBeforeMatching: true)
        case .failure(let failure): throw CoreUnavailable(reason: failure.message, isBeforeMatching: true)
        }
    }

    private func ask(
        _ request: CoreRequest,
        within limit: Int64
    ) async -> Result<CoreReply, CoreUnavailable> {
        await withCheckedContinuation { waiter in
            let refusal = state.withLock { state -> CoreUnavailable? in
                if state.isStopping {
                    return CoreUnavailable(reason: "the gate is stopping", isBeforeMatching: true)
                }
                switch state.phase {
                case .down(let reason), .ended(let reason):
                    return CoreUnavailable(reason: reason, isBeforeMatching: true)
                case .starting, .ready: break
                }
                let now = clock.monotonic()
                let refused = state.conversation.ask(request, deadline: now + limit, now: now, waiter: waiter)
                guard case .failure(let unavailable)? = refused?.result else { return nil }
                return unavailable
            }
            if let refusal { waiter.resume(returning: .failure(refusal)) } else { wake.signal() }
        }
    }
}
