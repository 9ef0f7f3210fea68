/// Whether and when a worker that died is started again: at once, then after pauses that double, then never.
///
/// A value without a clock: it is told the moments.
package struct RestartPolicy: Hashable, Sendable {
    /// What to do about a death.
    package enum Verdict: Hashable, Sendable {
        /// Start again when the monotonic clock reads this.
        case restart(at: Int64)
        /// The worker dies whenever it is started.
        case giveUp
    }

    /// Deaths since the worker last ran for `stableAfter`.
    package private(set) var deaths = 0

    /// Microseconds of life after which earlier deaths are forgotten.
    private let stableAfter: Int64
    private let firstPause: Int64
    private let longestPause: Int64
    private let mostDeaths: Int

    /// Pauses of 0, 0.25, 0.5, 1 … 30 seconds, at most 20 deaths in a row; a minute of life forgets them.
    package init(
        stableAfter: Int64 = 60_000_000,
        firstPause: Int64 = 250_000,
        longestPause: Int64 = 30_000_000,
        mostDeaths: Int = 20
    ) {
        self.stableAfter = stableAfter
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.mostDeaths = mostDeaths
    }

    /// A worker that was started at `started` died at `now`.
    package mutating func died(started: Int64, now: Int64) -> Verdict {
        if now - started >= stableAfter { deaths = 0 }
        deaths += 1
        guard deaths <= mostDeaths else { return .giveUp }
        guard deaths > 1 else { return .restart(at: now) }
        let doublings = min(deaths - 2, 30)
        return .restart(at: now + min(longestPause, firstPause << Int64(doublings)))
    }
}
