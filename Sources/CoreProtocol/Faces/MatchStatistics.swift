package import StrictJSON

/// What a score is worth: how often two different people reach it, and how many false matches to expect.
///
/// The interval is of 95 per cent. It is published with the table that maps cosine to similarity.
package struct MatchStatistics: Sendable, Hashable {
    /// The version of the published table.
    package let table: ExactString
    /// The false-match rate at the score, in 10^-12: 2.15e-6 is 2,150,000.
    package let falseMatchRate: Int64
    /// Faces that the probe was compared with.
    package let comparisons: Int64
    /// False matches to expect among them at the score, in millionths.
    package let expectedFalseMatches: Int64
    /// The lower end of the interval, in millionths.
    package let expectedLow: Int64
    /// The upper end of the interval, in millionths.
    package let expectedHigh: Int64

    /// Statistics of one score.
    package init(
        table: ExactString,
        falseMatchRate: Int64,
        comparisons: Int64,
        expectedFalseMatches: Int64,
        expectedLow: Int64,
        expectedHigh: Int64
    ) {
        self.table = table
        self.falseMatchRate = falseMatchRate
        self.comparisons = comparisons
        self.expectedFalseMatches = expectedFalseMatches
        self.expectedLow = expectedLow
        self.expectedHigh = expectedHigh
    }
}

extension MatchStatistics: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        table = try members.text("table", upTo: WireLimits.name)
        falseMatchRate = try members.integer("falseMatchRate", in: 0...1_000_000_000_000)
        comparisons = try members.integer("comparisons", in: WireLimits.count)
        expectedFalseMatches = try members.integer("expectedFalseMatches", in: WireLimits.count)
        expectedLow = try members.integer("expectedLow", in: 0...expectedFalseMatches)
        expectedHigh = try members.integer(
            "expectedHigh",
            in: expectedFalseMatches...WireLimits.count.upperBound
        )
    }

    var json: JSONObject {
        [
            "table": .string(table), "falseMatchRate": .integer(falseMatchRate),
            "comparisons": .integer(comparisons), "expectedFalseMatches": .integer(expectedFalseMatches),
            "expectedLow": .integer(expectedLow), "expectedHigh": .integer(expectedHigh),
        ]
    }
}
