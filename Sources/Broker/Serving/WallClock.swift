package import Cryptography
import Glibc

/// The system's time of day, as requests and entries of this part are dated by it.
package enum WallClock {
    /// Now, to the microsecond.
    package static var now: Timestamp {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
