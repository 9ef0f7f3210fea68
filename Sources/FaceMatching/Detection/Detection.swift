/// A face that the detector found.
package struct Detection: Hashable, Sendable {
    /// Where it is; the rectangle may reach outside the image.
    package let rectangle: PixelRectangle
    /// How far the answer is above the filter's threshold: zero is the least, 2 is a clear face.
    package let score: Double
    /// Which pose's filter answered: 0 frontal, 1 left, 2 right, 3 and 4 frontal but turned.
    package let filter: Int

    package init(rectangle: PixelRectangle, score: Double, filter: Int) {
        self.rectangle = rectangle
        self.score = score
        self.filter = filter
    }

    /// How sure the detector is, 0 to 100: 50 at the threshold, and half of what is missing to 100 less with each
    /// quarter of a point of score.
    package var confidence: Double {
        let quarters = 4 * max(0, score)
        var missing = 50.0
        for _ in 0..<min(60, Int(quarters)) { missing /= 2 }
        let rest = quarters - Double(Int(min(quarters, 60)))
        return 100 - missing * (1 - min(1, rest) / 2)
    }
}
