/// The features of an image's cells: 31 planes of histograms of gradients (Felzenszwalb and others, 2010).
///
/// Nine directions without sign, eighteen with sign, and four sums of texture, each normalised by the energy of four
/// neighbouring blocks. A border of one cell on each side has no features.
package struct FeatureMap {
    /// Columns of cells that have features.
    package let width: Int
    /// Rows of cells that have features.
    package let height: Int
    /// 31 planes of `width * height` numbers.
    package private(set) var planes: [Float]

    /// Cells.
    var area: Int { width * height }

    /// The features of an image, or none when it is too small.
    package init(_ image: PlanarImage) {
        let cells = CellHistograms(image)
        width = max(cells.columns - 2, 0)
        height = max(cells.rows - 2, 0)
        planes = [Float](repeating: 0, count: DetectorShape.planes * width * height)
        let energies = cells.energies
        for row in 0..<height {
            for column in 0..<width { describe(cells, energies, row: row, column: column) }
        }
    }

    private mutating func describe(_ cells: CellHistograms, _ energies: [Float], row: Int, column: Int) {
        // The energies of the nine cells around this one, and of the four squares of four that contain it.
        let above = row * cells.columns + column
        let middle = above + cells.columns
        let below = middle + cells.columns
        let nine = SIMD16<Float>(
            energies[above],
            energies[above + 1],
            energies[above + 2],
            energies[middle],
            energies[middle + 1],
            energies[middle + 2],
            energies[below],
            energies[below + 1],
            energies[below + 2],
            0,
            0,
            0,
            0,
            0,
            0,
            0
        )
        let first = SIMD4(nine[4], nine[1], nine[3], nine[0])
        let second = SIMD4(nine[5], nine[2], nine[4], nine[1])
        let third = SIMD4(nine[7], nine[4], nine[6], nine[3])
        let fourth = SIMD4(nine[8], nine[5], nine[7], nine[4])
        let limit = 0.2 * (first + second + third + fourth + 0.0001).squareRoot()
        let scale = 0.1 / limit
        let histogram = cells.histogram(row: row + 1, column: column + 1)
        let at = row * width + column
        let area = area
        var texture = SIMD4<Float>.zero
        for direction in stride(from: 0, to: 18, by: 3) {
            let a = Self.smaller(SIMD4(repeating: cells.values[histogram + direction]), limit) * scale
            let b = Self.smaller(SIMD4(repeating: cells.values[histogram + direction + 1]), limit) * scale
            let c = Self.smaller(SIMD4(repeating: cells.values[histogram + direction + 2]), limit) * scale
            planes[direction * area + at] = Self.sum(a)
            planes[(direction + 1) * area + at] = Self.sum(b)
            planes[(direction + 2) * area + at] = Self.sum(c)
            texture += a + b + c
        }
        texture *= 0.4714
        for direction in 0..<9 {
            let value = cells.values[histogram + direction] + cells.values[histogram + direction + 9]
            let part = Self.smaller(SIMD4(repeating: value), limit) * scale
            planes[(18 + direction) * area + at] = Self.sum(part)
        }
        for index in 0..<4 { planes[(27 + index) * area + at] = texture[index] }
    }

    @inline(__always)
    private static func smaller(_ first: SIMD4<Float>, _ second: SIMD4<Float>) -> SIMD4<Float> {
        first.replacing(with: second, where: second .< first)
    }

    @inline(__always)
    private static func sum(_ values: SIMD4<Float>) -> Float {
        (values[0] + values[1]) + (values[2] + values[3])
    }
}
