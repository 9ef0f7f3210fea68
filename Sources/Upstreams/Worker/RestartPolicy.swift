/// When a worker that died is started again: at once, then after pauses that double up to the longest, for ever.
///
/// A value without a clock: it is told the moments.
package struct RestartPolicy: Hashable, Sendable {
    /// Deaths since the worker last ran for `stableAfter`.
    package private(set) var deaths = 0

    /// Microseconds of life after which earlier deaths are forgotten.
    private let stableAfter: Int64
    private let firstPause: Int64
    private let longestPause: Int64

    /// Pauses of 0, 0.25, 0.5, 1 … 30 seconds; a minute of life forgets them.
    package init(
        stableAfter: Int64 = 60_000_000,
        firstPause: Int64 = 250_000,
        longestPause: Int64 = 30_000_000
    ) {
        self.stableAfter = stableAfter
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// A worker that was started at `started` died at `now`: what the monotonic clock reads when the next one starts.
    package mutating func died(started: Int64, now: Int64) -> Int64 {
        if now - started >= stableAfter { deaths = 0 }
        deaths += 1
        guard deaths > 1 else { return now }
        let doublings = min(deaths - 2, 30)
        return now + min(longestPause, firstPause << Int64(doublings))
    }
}
