/// What is compared of a face: 128 floats of length 1.
///
/// Embeddings of different models, or of different versions of one, are never compared.
package struct Embedding: Hashable, Sendable {
    /// How many numbers an embedding has.
    package static let count = NetworkShape.embeddingCount

    /// The numbers; the sum of their squares is 1.
    package let values: [Float]

    /// Scales 128 numbers to length 1, or gives nil when they are not 128, not finite, or all zero.
    package init?(normalising numbers: [Float]) {
        guard numbers.count == Self.count else { return nil }
        let square = numbers.reduce(0) { $0 + Double($1) * Double($1) }
        guard square.isFinite, square > 1e-12 else { return nil }
        let scale = 1 / square.squareRoot()
        values = numbers.map { Float(Double($0) * scale) }
    }

    /// The cosine of the angle to another embedding, from -1 to 1.
    package func cosine(to other: Embedding) -> Float {
        var sum: Double = 0
        for index in 0..<Self.count { sum += Double(values[index]) * Double(other.values[index]) }
        return Float(min(1, max(-1, sum)))
    }
}
