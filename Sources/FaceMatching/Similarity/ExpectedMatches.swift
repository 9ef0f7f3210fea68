/// A number of false matches to expect, with an interval.
package struct ExpectedMatches: Hashable, Sendable {
    /// The expected number.
    package let mean: Double
    /// The lower end of the interval.
    package let low: Double
    /// The upper end of the interval.
    package let high: Double
}
