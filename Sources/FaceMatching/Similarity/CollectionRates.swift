internal import COpenBLAS

/// The false-match rates of one collection, estimated from the pairs of different people in it.
///
/// The interval is a bootstrap over people, not over pairs: pairs that share a person are not independent, and an
/// interval over pairs would be three times too narrow. Pairs so alike that they are probably one person enrolled
/// twice are set aside and counted, for review.
package struct CollectionRates: Sendable {
    /// Pairs of different people that were compared.
    package let pairs: Int
    /// People in the sample.
    package let subjects: Int
    /// Pairs of different labels with a cosine above `duplicateCosine`, which are left out.
    package let suspectedDuplicates: Int

    private let near: [Pair]
    private let subjectOf: [Int32]

    private struct Pair: Sendable {
        let first: Int32
        let second: Int32
        let cosine: Float
    }

    /// Above this, two labels are taken for one person.
    package static let duplicateCosine: Float = 0.97
    /// Nothing is estimated for a cosine below this.
    package static let lowestCosine: Float = 0.90
    /// At most so many templates are compared with each other; more are thinned out evenly.
    package static let maximumTemplates = 4096
    /// Fewer people than this allow no estimate.
    package static let minimumSubjects = 50

    /// Compares every two templates of different subjects: rows of 128 floats of length 1, and a label for each.
    ///
    /// Nil when there are fewer than 50 subjects.
    package init?(templates: [Float], subjects labels: [Int32]) {
        let width = Embedding.count
        precondition(templates.count == labels.count * width, "128 numbers for each label")
        let step = max(1, (labels.count + Self.maximumTemplates - 1) / Self.maximumTemplates)
        let chosen = Array(stride(from: 0, to: labels.count, by: step))
        var rows: [Float] = []
        rows.reserveCapacity(chosen.count * width)
        for row in chosen { rows += templates[row * width..<(row + 1) * width] }
        var numbers: [Int32: Int32] = [:]
        for row in chosen where numbers[labels[row]] == nil { numbers[labels[row]] = Int32(numbers.count) }
        subjectOf = chosen.map { numbers[labels[$0]] ?? 0 }
        subjects = numbers.count
        guard subjects >= Self.minimumSubjects else { return nil }
        var sizes = [Int](repeating: 0, count: subjects)
        for subject in subjectOf { sizes[Int(subject)] += 1 }
        let mated = sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        let (near, duplicates) = Self.compare(rows, subjectOf)
        self.near = near
        suspectedDuplicates = duplicates
        pairs = chosen.count * (chosen.count - 1) / 2 - mated - duplicates
    }

    /// The rate at a cosine of 0.90 or more, with a 95 % interval; nil below.
    ///
    /// When no pair reaches the cosine, the rate is taken from the published table, capped by the upper end, which is
    /// then 3 in the number of pairs divided by 8.4, the factor by which sharing people widens the variance.
    package func rate(atCosine cosine: Double) -> FalseMatchRate? {
        guard cosine >= Double(Self.lowestCosine), pairs > 0 else { return nil }
        let reaching = near.filter { Double($0.cosine) >= cosine }
        guard !reaching.isEmpty else {
            let high = min(1, 3 * 8.4 / Double(pairs))
            let published = ReferenceRates.rate(atCosine: cosine)
            return FalseMatchRate(rate: min(published.rate, high), low: 0, high: high)
        }
        let rate = Double(reaching.count) / Double(pairs)
        var replicates = Self.bootstrap(reaching, subjectOf: subjectOf, subjects: subjects)
        replicates.sort()
        let low = replicates[replicates.count / 40]
        let high = replicates[replicates.count - 1 - replicates.count / 40]
        return FalseMatchRate(rate: rate, low: min(rate, low), high: min(1, max(rate, high)))
    }

    /// The pairs of different subjects near each other, and how many are too near.
    private static func compare(_ rows: [Float], _ subjectOf: [Int32]) -> ([Pair], Int) {
        let count = subjectOf.count
        let block = 256
        var product = [Float](repeating: 0, count: block * count)
        var near: [Pair] = []
        var duplicates = 0
        for start in stride(from: 0, to: count, by: block) {
            let height = min(block, count - start)
            unsafe rows.withUnsafeBufferPointer { rows in
                guard let first = rows.baseAddress else { return }
                unsafe cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasTrans,
                    Int32(height),
                    Int32(count),
                    Int32(Embedding.count),
                    1,
                    first + start * Embedding.count,
                    Int32(Embedding.count),
                    first,
                    Int32(Embedding.count),
                    0,
                    &product,
                    Int32(count)
                )
            }
            for row in 0..<height {
                let one = start + row
                for other in (one + 1)..<max(one + 1, count) {
                    let cosine = product[row * count + other]
                    guard cosine >= lowestCosine, subjectOf[one] != subjectOf[other] else { continue }
                    if cosine > duplicateCosine {
                        duplicates += 1
                    } else {
                        near.append(Pair(first: Int32(one), second: Int32(other), cosine: cosine))
                    }
                }
            }
        }
        return (near, duplicates)
    }

    /// The rate in each of 400 draws of as many people as there are, with repetition.
    private static func bootstrap(_ reaching: [Pair], subjectOf: [Int32], subjects: Int) -> [Double] {
        var generator = SplitMix(state: 0x5eed)
        var sizes = [Double](repeating: 0, count: subjects)
        for subject in subjectOf { sizes[Int(subject)] += 1 }
        return (0..<400).map { _ in
            var weights = [Double](repeating: 0, count: subjects)
            for _ in 0..<subjects { weights[Int(generator.next() % UInt64(subjects))] += 1 }
            var (sum, squares) = (0.0, 0.0)
            for (weight, size) in zip(weights, sizes) {
                sum += weight * size
                squares += weight * size * weight * size
            }
            let all = (sum * sum - squares) / 2
            var matches = 0.0
            for pair in reaching {
                matches +=
                    weights[Int(subjectOf[Int(pair.first)])] * weights[Int(subjectOf[Int(pair.second)])]
            }
            return all > 0 ? matches / all : 0
        }
    }
}
