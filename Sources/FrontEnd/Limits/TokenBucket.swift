/// A rate with room for a burst: so many requests at once, then so many a second.
///
/// A value without a clock: the caller says what time it is, in nanoseconds of a clock that never goes back. Kept as the
/// one moment at which the bucket would be full again, so that nothing is ever rounded away.
package struct TokenBucket: Hashable, Sendable {
    /// Nanoseconds in which one token comes back; 0 for no limit.
    private let interval: UInt64
    /// Nanoseconds in which an empty bucket fills.
    private let span: UInt64
    private var full: UInt64 = 0

    /// A full bucket of `burst` tokens, of which `perSecond` come back in a second.
    ///
    /// Both are at least 1; a rate beyond a thousand million is none.
    package init(perSecond: Int, burst: Int) {
        interval = Self.second / UInt64(max(1, perSecond))
        let (product, overflow) = interval.multipliedReportingOverflow(by: UInt64(max(1, burst)))
        span = overflow ? .max : product
    }

    /// Takes one token; nil when there was one, else the nanoseconds until there is.
    package mutating func take(at now: UInt64) -> UInt64? {
        let next = max(full, now) + interval
        if next - now > span { return next - now - span }
        full = next
        return nil
    }

    /// Whether it has all its tokens.
    package func isFull(at now: UInt64) -> Bool { full <= now }

    private static let second: UInt64 = 1_000_000_000
}
