import COpenBLAS

#if _endian(big)
#error("templates are stored as little-endian floats and copied as they are")
#endif

/// Templates of one collection as rows of floats, in memory, and exact search over them.
///
/// A value: a copy is a snapshot that searches without locks while the original grows. Rows lie in blocks, so
/// that changing the original copies one block and not the collection.
package struct TemplateMatrix: Sendable {
    /// A row that a search found.
    package struct Hit: Hashable, Sendable {
        /// The row's key, as given to `append`.
        package let key: Int64
        /// Its cosine with the probe, summed in double precision in a fixed order: the same on every machine.
        package let cosine: Double
    }

    /// Numbers of one row.
    package let dimensions: Int
    /// The key of each row.
    package private(set) var keys: [Int64] = []
    /// All blocks but the last have exactly `rowsPerBlock` rows.
    private var blocks: [[Float]] = []

    /// No rows yet.
    package init(dimensions: Int) {
        precondition(dimensions > 0, "a template has at least one number")
        self.dimensions = dimensions
    }

    /// Number of rows.
    package var count: Int { keys.count }

    /// The template in row `row`.
    package func template(row: Int) -> [Float] {
        let start = row % Self.rowsPerBlock * dimensions
        return Array(blocks[row / Self.rowsPerBlock][start..<(start + dimensions)])
    }

    /// Adds a row of unit length.
    package mutating func append(_ template: some Collection<Float>, key: Int64) {
        precondition(template.count == dimensions, "a template has \(dimensions) numbers")
        if keys.count % Self.rowsPerBlock == 0 { blocks.append([]) }
        blocks[blocks.count - 1].append(contentsOf: template)
        keys.append(key)
    }

    /// Adds a row of little-endian floats, as stored; `false` when the size is not that of one template.
    package mutating func append(stored bytes: UnsafeRawBufferPointer, key: Int64) -> Bool {
        guard bytes.count == 4 * dimensions else { return false }
        if keys.count % Self.rowsPerBlock == 0 { blocks.append([]) }
        let block = blocks.count - 1
        let start = 4 * blocks[block].count
        blocks[block].append(contentsOf: repeatElement(0, count: dimensions))
        unsafe blocks[block].withUnsafeMutableBytes { target in
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[start...]).copyMemory(from: bytes)
        }
        keys.append(key)
        return true
    }

    /// Removes the rows with these keys; the last rows take their places.
    package mutating func remove(_ gone: Set<Int64>) {
        guard !gone.isEmpty else { return }
        var row = 0
        while row < keys.count {
            if gone.contains(keys[row]) { moveLast(to: row) } else { row += 1 }
        }
    }

    /// The `most` rows nearest to `probe` with a cosine of at least `floor`: highest first, then by key.
    ///
    /// Exact: a first pass multiplies in single precision; every row that rounding could have cost its place is
    /// then computed again in double precision.
    package func search(_ probe: [Float], most: Int, floor: Double) -> [Hit] {
        precondition(probe.count == dimensions, "a probe has \(dimensions) numbers")
        guard most > 0, count > 0 else { return [] }
        let scores = firstPass(probe)
        var best = LargestFloats(capacity: most)
        let least = Float(floor) - Self.tolerance
        for score in scores where score >= least { best.offer(score) }
        let limit = max(least, best.smallest - 2 * Self.tolerance)
        var hits: [Hit] = []
        for row in scores.indices where scores[row] >= limit {
            let cosine = exactCosine(row: row, probe)
            if cosine >= floor { hits.append(Hit(key: keys[row], cosine: cosine)) }
        }
        hits.sort { $0.cosine != $1.cosine ? $0.cosine > $1.cosine : $0.key < $1.key }
        return Array(hits.prefix(most))
    }

    private func firstPass(_ probe: [Float]) -> [Float] {
        var scores = [Float](repeating: 0, count: count)
        unsafe scores.withUnsafeMutableBufferPointer { target in
            unsafe probe.withUnsafeBufferPointer { probe in
                for (index, block) in blocks.enumerated() {
                    let start = index * Self.rowsPerBlock
                    unsafe block.withUnsafeBufferPointer { rows in
                        unsafe cblas_sgemv(
                            CblasRowMajor,
                            CblasNoTrans,
                            Int32(rows.count / dimensions),
                            Int32(dimensions),
                            1,
                            rows.baseAddress,
                            Int32(dimensions),
                            probe.baseAddress,
                            1,
                            0,
                            target.baseAddress.map { unsafe $0 + start },
                            1
                        )
                    }
                }
            }
        }
        return scores
    }

    private func exactCosine(row: Int, _ probe: [Float]) -> Double {
        let start = row % Self.rowsPerBlock * dimensions
        return Self.cosine(blocks[row / Self.rowsPerBlock][start..<(start + dimensions)], probe)
    }

    /// The cosine of two templates, summed in double precision in the order of their numbers.
    package static func cosine(_ one: some Sequence<Float>, _ other: [Float]) -> Double {
        var (dot, first, second) = (0.0, 0.0, 0.0)
        for (a, b) in zip(one, other) {
            let (a, b) = (Double(a), Double(b))
            dot += a * b
            first += a * a
            second += b * b
        }
        let norm = (first * second).squareRoot()
        return norm > 0 ? min(1, max(-1, dot / norm)) : 0
    }

    private mutating func moveLast(to row: Int) {
        let last = keys.count - 1
        let template = template(row: last)
        blocks[blocks.count - 1].removeLast(dimensions)
        if blocks[blocks.count - 1].isEmpty { blocks.removeLast() }
        let key = keys.removeLast()
        guard row != last else { return }
        let start = row % Self.rowsPerBlock * dimensions
        blocks[row / Self.rowsPerBlock].replaceSubrange(start..<(start + dimensions), with: template)
        keys[row] = key
    }

    /// A block of 128 floats a row is 2 MB: large enough to stream, small enough to copy.
    private static let rowsPerBlock = 4096
    /// More than single precision can lose over a few hundred products of unit vectors.
    private static let tolerance: Float = 2e-5
}
