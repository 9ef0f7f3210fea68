import Glibc

/// Times of one piece of work, done many times.
struct Samples {
    private var nanoseconds: [Double] = []

    /// Does the work `count` times, after doing it `warmUp` times without counting.
    ///
    /// Work that takes little more than reading the clock is done `repeats` times for each reading.
    init(_ count: Int, warmUp: Int = 1, repeats: Int = 1, _ work: (Int) throws -> Void) rethrows {
        for number in 0..<warmUp { try work(number) }
        nanoseconds.reserveCapacity(count)
        for number in 0..<count {
            let start = Self.now
            for _ in 0..<repeats { try work(number) }
            nanoseconds.append(Double(Self.now - start) / Double(repeats))
        }
        nanoseconds.sort()
    }

    /// Half of the times were at most this, in microseconds.
    var median: Double { percentile(50) }

    /// So many of a hundred times were at most this, in microseconds.
    func percentile(_ share: Int) -> Double {
        guard !nanoseconds.isEmpty else { return 0 }
        return nanoseconds[min(nanoseconds.count - 1, nanoseconds.count * share / 100)] / 1_000
    }

    private static var now: Int64 {
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// The duration in microseconds.
    var microseconds: Double {
        Double(components.seconds) * 1e6 + Double(components.attoseconds) * 1e-12
    }
}
