package import Decisions
internal import Glibc
internal import StrictJSON
internal import Synchronization

/// Measures durable appends: how many a second, and how long one takes.
package struct AppendMeasurement: Sendable {
    /// Appends that were acknowledged.
    package let count: Int
    /// How many were in flight at any time.
    package let inFlight: Int
    /// Bytes of the last leaf.
    package let leafBytes: Int
    /// Wall time of all.
    package let elapsed: Duration
    /// Half of the appends took at most this long.
    package let median: Duration
    /// 99 of 100 took at most this long.
    package let percentile99: Duration
    /// Checkpoints signed, which is the number of commits.
    package let commits: Int
    /// Processor time that the process took meanwhile, on all cores.
    package let processorTime: Duration

    /// Acknowledged appends a second.
    package var perSecond: Double {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        return Double(count) / seconds
    }

    /// Appends drafts as fast as `inFlight` callers can, each waiting for its receipt.
    ///
    /// - Parameters:
    ///   - log: an open log whose bundle is in force.
    ///   - count: how many in all.
    ///   - inFlight: how many callers.
    ///   - draft: makes the draft of a number.
    /// - Returns: the figures.
    /// - Throws: the first refusal.
    package static func run(
        on log: AuditLog,
        count: Int,
        inFlight: Int,
        draft: @escaping @Sendable (Int) throws -> EntryDraft
    ) async throws -> AppendMeasurement {
        let clock = ContinuousClock()
        let next = Counter()
        let first = log.size
        let begin = clock.now
        let processor = ProcessorClock.now
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var times: [Duration] = []
                    while true {
                        let number = next.take()
                        guard number < count else { return times }
                        let start = clock.now
                        _ = try await log.append(draft(number))
                        times.append(clock.now - start)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let elapsed = clock.now - begin
        let processorTime = ProcessorClock.now - processor
        let (commits, leaf) = try log.measured(since: first)
        return AppendMeasurement(
            count: times.count,
            inFlight: inFlight,
            leafBytes: leaf,
            elapsed: elapsed,
            median: times.isEmpty ? .zero : times[times.count / 2],
            percentile99: times.isEmpty ? .zero : times[times.count * 99 / 100],
            commits: commits,
            processorTime: processorTime
        )
    }
}

/// The time that the process has spent on processors.
package enum ProcessorClock {
    /// All threads together.
    package static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// Gives out numbers from 0.
private final class Counter: Sendable {
    private let next = Mutex(0)

    func take() -> Int {
        next.withLock { next in
            defer { next += 1 }
            return next
        }
    }
}

extension AuditLog {
    /// Checkpoints since a size, and the bytes of the newest leaf.
    fileprivate func measured(since size: Int64) throws -> (commits: Int, leafBytes: Int) {
        try database.read { queries in
            let newest = try queries.size()
            return (
                try queries.checkpointCount(above: size), try queries.entry(at: newest - 1)?.bytes.count ?? 0
            )
        }
    }
}
