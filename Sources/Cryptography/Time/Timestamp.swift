/// A moment in UTC, in whole microseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Timestamp: Hashable, Sendable {
    /// Microseconds since 1970; negative before it.
    package let microseconds: Int64

    /// A moment from microseconds since 1970.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment from whole seconds since 1970, clamped to what can be represented.
    package init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: Self.perSecond)
        microseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since 1970, rounded towards the past.
    package var seconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: Self.perSecond)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// This moment moved by seconds (negative for the past), clamped to what can be represented.
    package func adding(seconds: Int64) -> Timestamp {
        adding(microseconds: Timestamp(seconds: seconds).microseconds)
    }

    /// This moment moved by microseconds, clamped to what can be represented.
    package func adding(microseconds other: Int64) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(other)
        return Timestamp(microseconds: overflow ? (other < 0 ? .min : .max) : sum)
    }

    static let perSecond: Int64 = 1_000_000
}

extension Timestamp: Comparable {
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}
