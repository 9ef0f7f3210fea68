/// How often two different people reach a score, with the range in which the truth is believed to lie.
package struct FalseMatchRate: Hashable, Sendable {
    /// The rate, 0 to 1.
    package let rate: Double
    /// The lower end of the range.
    package let low: Double
    /// The upper end of the range.
    package let high: Double

    /// A rate inside its range.
    package init(rate: Double, low: Double, high: Double) {
        precondition(0 <= low && low <= rate && rate <= high && high <= 1, "a rate inside its range")
        self.rate = rate
        self.low = low
        self.high = high
    }

    /// The false matches to expect when one probe is compared with so many faces of other people.
    package func expectedMatches(among faces: Int) -> ExpectedMatches {
        let count = Double(max(0, faces))
        return ExpectedMatches(mean: rate * count, low: low * count, high: high * count)
    }

    /// The chance that a search for somebody who is not enrolled returns anybody, at most.
    package func chanceOfAnyMatch(among faces: Int) -> Double {
        var chance = 1.0
        var factor = 1 - rate
        var rest = max(0, faces)
        while rest > 0 {
            if rest & 1 == 1 { chance *= factor }
            factor *= factor
            rest >>= 1
        }
        return 1 - chance
    }
}
