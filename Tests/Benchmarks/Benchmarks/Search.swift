import COpenBLAS
import FaceMatching

extension Benchmark {
    /// Exact search of one face among many.
    static let search = Benchmark(
        name: "search",
        summary: "1:N search, exact, ten nearest among 25,000 and 100,000 templates (a million with --large)"
    ) { surroundings in
        // As the core does it: a request uses one thread.
        openblas_set_num_threads(1)
        var generator = SeededTemplates(seed: 1)
        var matrix = TemplateMatrix(dimensions: 128)
        var figures: [Figure] = []
        for size in [25_000, 100_000] + (surroundings.isLarge ? [1_000_000] : []) {
            while matrix.count < size { matrix.append(generator.template(), key: Int64(matrix.count)) }
            let wanted = size / 3
            let probe = matrix.template(row: wanted)
            var found = 0
            let times = Samples(size > 100_000 ? 15 : 51, warmUp: 3) { _ in
                let hits = matrix.search(probe, most: 10, floor: -1)
                if hits.count == 10, hits[0].key == Int64(wanted) { found += 1 }
            }
            guard found >= 18 else { throw WrongAnswer("the template itself was not found among \(size)") }
            let gigabytes = Double(size) * 512 / times.median / 1_000
            figures.append(
                Figure(
                    "\(size) templates, median",
                    times.median / 1_000,
                    "ms",
                    note: "\(Figure.text(gigabytes, places: 1)) GB/s, one thread"
                )
            )
        }
        return figures
    }
}

/// Random directions of length 1 out of a seed: the same templates in every run.
private struct SeededTemplates {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func template() -> [Float] {
        var numbers = [Float](repeating: 0, count: 128)
        for index in numbers.indices { numbers[index] = number() }
        let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / norm }
    }

    /// Between -1 and 1.
    private mutating func number() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) * 0x1p-31
    }
}
