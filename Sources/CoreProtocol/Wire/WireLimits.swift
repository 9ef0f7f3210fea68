/// The ranges of values on the wire; neither side trusts the other to keep them.
enum WireLimits {
    /// A ratio in millionths: boxes and points may lie outside the picture, within reason.
    static let ratio: ClosedRange<Int64> = -100_000_000...100_000_000
    /// A percentage in millionths of a percent.
    static let percent: ClosedRange<Int64> = 0...100_000_000
    /// A cosine in millionths.
    static let cosine: ClosedRange<Int64> = -1_000_000...1_000_000
    /// An angle in millionths of a degree.
    static let angle: ClosedRange<Int64> = -180_000_000...180_000_000
    /// A count of things, or a moment in microseconds.
    static let count: ClosedRange<Int64> = 0...(1 << 53 - 1)
    /// Bytes of a name or identifier.
    static let name = 255
    /// Bytes of a sentence.
    static let sentence = 4096
    /// Faces asked for or answered at once.
    static let faces: ClosedRange<Int64> = 0...4096
}
