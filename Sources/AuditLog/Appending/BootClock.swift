internal import Glibc

/// The machine's time since boot, which nobody sets; it goes on while the machine sleeps.
package enum BootClock {
    /// Microseconds of `CLOCK_BOOTTIME`.
    package static var microseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
