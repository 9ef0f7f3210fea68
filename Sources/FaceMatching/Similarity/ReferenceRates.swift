/// The published false-match rates of this model, for collections too small to be measured themselves.
///
/// The middle is a collection of mixed photographs. The lower end is what probes and collection of unlike origin give
/// (536 members of Congress against 5,427 other faces: 2.9 million pairs). The upper end is one population
/// photographed in one way, where rates are about tenfold. Nothing below one in a million has been observed; the last
/// two points continue the slope, and their upper ends are what three million pairs without a match allow.
package enum ReferenceRates {
    /// The rates at one cosine.
    package struct Point: Hashable, Sendable {
        /// The cosine of two embeddings.
        package let cosine: Double
        /// The rates there.
        package let rate: FalseMatchRate
    }

    /// Falling with the cosine.
    package static let points: [Point] = [
        point(0.800, 0.90, 0.89, 0.97), point(0.840, 0.58, 0.57, 0.76), point(0.860, 0.35, 0.31, 0.53),
        point(0.880, 0.14, 0.11, 0.25), point(0.900, 3e-2, 2e-2, 7.1e-2), point(0.910, 1e-2, 6e-3, 3.2e-2),
        point(0.928, 1e-3, 4e-4, 4.8e-3), point(0.941, 1e-4, 4e-5, 5e-4), point(0.951, 1e-5, 2e-6, 5e-5),
        point(0.961, 1e-6, 2e-7, 1e-5), point(0.975, 1e-7, 1e-8, 1e-6), point(1.000, 1e-7, 1e-8, 1e-6),
    ]

    /// The rates at a cosine; between points their logarithms follow a straight line.
    package static func rate(atCosine cosine: Double) -> FalseMatchRate {
        guard cosine > points[0].cosine else {
            return FalseMatchRate(rate: 1, low: points[0].rate.low, high: 1)
        }
        for (lower, upper) in zip(points, points.dropFirst()) where cosine <= upper.cosine {
            let part = (cosine - lower.cosine) / (upper.cosine - lower.cosine)
            return FalseMatchRate(
                rate: Logarithmic.between(lower.rate.rate, upper.rate.rate, at: part),
                low: Logarithmic.between(lower.rate.low, upper.rate.low, at: part),
                high: Logarithmic.between(lower.rate.high, upper.rate.high, at: part)
            )
        }
        return points[points.count - 1].rate
    }

    private static func point(_ cosine: Double, _ rate: Double, _ low: Double, _ high: Double) -> Point {
        Point(cosine: cosine, rate: FalseMatchRate(rate: rate, low: low, high: high))
    }
}
