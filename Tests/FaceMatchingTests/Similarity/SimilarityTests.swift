import CoreProtocol
import FaceMatching
import StrictJSON
import Testing

@Suite("Similarity and what it is worth")
struct SimilarityTests {
    @Test(
        "the table is the published one",
        arguments: [
            (0.80, 0), (0.910, 50), (0.928, 65), (0.941, 75), (0.951, 80), (0.961, 95), (0.975, 99), (1, 100),
            (-1, 0), (0.5, 0), (1.5, 100), (.nan, 0),
        ] as [(Double, Double)]
    )
    func table(cosine: Double, expected: Double) {
        #expect(abs(SimilarityScale.similarity(ofCosine: cosine) - expected) < 1e-9)
    }

    @Test("similarity rises with the cosine and the false-match rate falls")
    func monotone() {
        let cosines = stride(from: 0.79, through: 1.0, by: 0.0005).map { $0 }
        for (lower, upper) in zip(cosines, cosines.dropFirst()) {
            #expect(
                SimilarityScale.similarity(ofCosine: lower) <= SimilarityScale.similarity(ofCosine: upper)
            )
            let (more, less) = (ReferenceRates.rate(atCosine: lower), ReferenceRates.rate(atCosine: upper))
            #expect(more.rate >= less.rate * 0.999999 && more.high >= less.high * 0.999999)
        }
    }

    @Test(
        "the cosine of a similarity gives that similarity back",
        arguments: [1, 50, 79.99, 80, 95, 99, 99.9, 100]
    )
    func inverse(similarity: Double) {
        let cosine = SimilarityScale.cosine(ofSimilarity: similarity)
        #expect(abs(SimilarityScale.similarity(ofCosine: cosine) - similarity) < 1e-9)
    }

    @Test("a score does not reach a threshold by rounding")
    func rounding() {
        let cosine = SimilarityScale.cosine(ofSimilarity: 80)
        #expect(SimilarityScale.millionths(ofCosine: cosine) == 80_000_000)
        #expect(SimilarityScale.millionths(ofCosine: cosine - 1e-8) < 80_000_000)
        #expect(SimilarityScale.millionths(ofCosine: 1) == 100_000_000)
    }

    @Test("expected matches grow with the collection, with their interval")
    func expected() {
        let rate = FalseMatchRate(rate: 2e-6, low: 1e-6, high: 4e-6)
        let matches = rate.expectedMatches(among: 25_000)
        #expect(abs(matches.mean - 0.05) < 1e-12 && abs(matches.low - 0.025) < 1e-12)
        #expect(abs(matches.high - 0.1) < 1e-12)
        #expect(abs(rate.chanceOfAnyMatch(among: 25_000) - 0.04877) < 1e-4)
        #expect(rate.expectedMatches(among: 0).mean == 0)
        #expect(rate.expectedMatches(among: -5).high == 0)
    }

    @Test("statistics carry the table's version and whole numbers")
    func statistics() {
        let statistics = MatchStatistics(cosine: 0.951, comparisons: 25_000)
        #expect(statistics.table == ExactString(SimilarityScale.version))
        #expect(statistics.falseMatchRate == 10_000_000)
        #expect(statistics.expectedFalseMatches == 250_000)
        #expect(statistics.expectedLow == 50_000)
        #expect(statistics.expectedHigh == 1_250_000)
    }

    @Test("a collection's own rate lies in its interval, and the interval is wider than one over pairs")
    func ownRates() throws {
        let count = 600
        let rates = try #require(
            CollectionRates(templates: Self.templates(count), subjects: Self.labels(count))
        )
        #expect(rates.subjects == count)
        #expect(rates.pairs == count * (count - 1) / 2 - rates.suspectedDuplicates)
        let found = try #require(rates.rate(atCosine: 0.93))
        #expect(found.rate > 0 && found.low > 0)
        let spread = (found.rate / Double(rates.pairs)).squareRoot()
        #expect(found.high - found.low > 2 * 1.96 * spread)
        #expect(rates.rate(atCosine: 0.89) == nil)
    }

    @Test("where no pair reaches the score the upper end is three in the effective pairs")
    func ruleOfThree() throws {
        let count = 200
        let rates = try #require(
            CollectionRates(templates: Self.templates(count), subjects: Self.labels(count))
        )
        let found = try #require(rates.rate(atCosine: 0.9999))
        #expect(found.low == 0)
        #expect(abs(found.high - 3 * 8.4 / Double(rates.pairs)) < 1e-12)
        #expect(found.rate <= found.high)
    }

    @Test("pairs of one person are no false matches, and too few people give no estimate")
    func mated() throws {
        let same = Self.templates(1)
        let twice = (0..<120).flatMap { _ in same }
        let labels = (0..<120).map { Int32($0 / 2) }
        let rates = try #require(CollectionRates(templates: twice, subjects: labels))
        #expect(rates.suspectedDuplicates == 120 * 119 / 2 - 60)
        #expect(rates.pairs == 0)
        #expect(rates.rate(atCosine: 0.95) == nil)
        #expect(CollectionRates(templates: Self.templates(49), subjects: Self.labels(49)) == nil)
        #expect(CollectionRates(templates: [], subjects: []) == nil)
    }

    private static func labels(_ count: Int) -> [Int32] { (0..<count).map { Int32($0) } }

    /// Unit vectors with a common part, so that cosines lie around 0.9.
    private static func templates(_ count: Int) -> [Float] {
        var generator = SeededGenerator(state: 7)
        return (0..<count).flatMap { _ in
            let part = Float.random(in: 0.25...0.4, using: &generator)
            let numbers = (0..<128).map { _ in 1 + part * 1.7 * Float.random(in: -1...1, using: &generator) }
            return Embedding(normalising: numbers)?.values ?? []
        }
    }

    private struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
