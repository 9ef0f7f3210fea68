import Synchronization

/// How long something took, in fixed steps, as Prometheus counts it: each step includes the shorter ones.
package final class Histogram: Sendable {
    private struct State {
        var counts = [UInt64](repeating: 0, count: Histogram.steps.count + 1)
        var sum: Int64 = 0
    }

    /// What was counted until one moment.
    package struct Reading: Sendable {
        /// How many took at most as long as each step, and last how many in all.
        package let cumulative: [UInt64]
        /// All durations together, in microseconds.
        package let sum: Int64
    }

    private let state = Mutex(State())

    /// Nothing counted yet.
    package init() {}

    /// Counts one duration in microseconds; O(steps).
    package func observe(microseconds duration: Int64) {
        let step = Self.steps.firstIndex { duration <= $0 } ?? Self.steps.count
        state.withLock { state in
            state.counts[step] += 1
            state.sum &+= max(0, duration)
        }
    }

    /// What was counted until now.
    package var reading: Reading {
        let state = state.withLock { $0 }
        var total: UInt64 = 0
        let cumulative = state.counts.map { count in
            total += count
            return total
        }
        return Reading(cumulative: cumulative, sum: state.sum)
    }

    /// The steps in microseconds: from 10 µs, which a decision takes, to 10 s, which a search may take.
    package static let steps: [Int64] = [
        10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000,
    ]
}
