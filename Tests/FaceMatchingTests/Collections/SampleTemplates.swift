import FaceMatching

/// Templates out of a seeded generator, and a search so plain that it can be trusted.
struct SampleTemplates: RandomNumberGenerator {
    private var state: UInt64

    /// The same seed gives the same templates.
    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A random direction of unit length.
    mutating func template(_ dimensions: Int = 128) -> [Float] {
        let numbers = (0..<dimensions).map { _ in Float.random(in: -1...1, using: &self) }
        let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / norm }
    }

    /// Cosine in double precision.
    static func cosine(_ one: [Float], _ other: [Float]) -> Double {
        var (dot, first, second) = (0.0, 0.0, 0.0)
        for (a, b) in zip(one, other) {
            dot += Double(a) * Double(b)
            first += Double(a) * Double(a)
            second += Double(b) * Double(b)
        }
        return min(1, max(-1, dot / (first * second).squareRoot()))
    }

    /// Every row, sorted: what the matrix must find.
    static func search(_ rows: [(Int64, [Float])], _ probe: [Float], most: Int, floor: Double) -> [Int64] {
        let scored = rows.map { ($0.0, cosine($0.1, probe)) }.filter { $0.1 >= floor }
        return scored.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.prefix(most).map(\.0)
    }
}
