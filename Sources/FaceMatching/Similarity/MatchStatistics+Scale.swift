package import CoreProtocol
internal import StrictJSON

extension MatchStatistics {
    /// What a cosine is worth in a comparison with so many faces.
    ///
    /// The rate is the collection's own where it has been estimated, and the published one otherwise.
    package init(cosine: Double, comparisons: Int, rates: CollectionRates? = nil) {
        let rate = rates?.rate(atCosine: cosine) ?? ReferenceRates.rate(atCosine: cosine)
        let expected = rate.expectedMatches(among: comparisons)
        self.init(
            table: ExactString(SimilarityScale.version),
            falseMatchRate: Int64((rate.rate * 1e12).rounded()),
            comparisons: Int64(max(0, comparisons)),
            expectedFalseMatches: Self.millionths(expected.mean),
            expectedLow: Self.millionths(expected.low),
            expectedHigh: Self.millionths(expected.high)
        )
    }

    private static func millionths(_ count: Double) -> Int64 { Int64((min(count, 1e9) * 1e6).rounded()) }
}
