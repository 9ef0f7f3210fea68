package import Cryptography
import Glibc

/// The two clocks that supervision needs, given from outside so that tests can turn them.
package struct WorkerClock: Sendable {
    /// The time of day, for what is recorded.
    package let wall: @Sendable () -> Timestamp
    /// Microseconds that only go forward, for deadlines and pauses.
    package let monotonic: @Sendable () -> Int64

    /// Clocks as given.
    package init(wall: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Int64) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// The system's clocks.
    package static let system = WorkerClock(
        wall: { Timestamp(microseconds: read(CLOCK_REALTIME)) },
        monotonic: { read(CLOCK_MONOTONIC) }
    )

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
