/// For each cell of 8 x 8 pixels, how much gradient there is in each of 18 directions.
///
/// Every pixel counts in the four cells around it, by its distance from their centres.
struct CellHistograms {
    /// Columns of cells.
    let columns: Int
    /// Rows of cells.
    let rows: Int
    /// 18 numbers for each cell, with a border of one cell on each side whose content has no meaning.
    private(set) var values: [Float]

    private static let directions = 18

    /// The histograms of an image.
    init(_ image: PlanarImage) {
        let cell = DetectorShape.cell
        columns = Int(Float(image.width) / Float(cell) + 0.5)
        rows = Int(Float(image.height) / Float(cell) + 0.5)
        values = [Float](repeating: 0, count: (rows + 2) * (columns + 2) * Self.directions)
        let endY = min(rows * cell, image.height) - 1
        let endX = min(columns * cell, image.width) - 1
        guard rows > 0, columns > 0, endX > 1, endY > 1 else { return }
        let places = Self.places(end: endX)
        var gradients = GradientRow(width: image.width)
        var line = [Float](repeating: 0, count: (columns + 2) * Self.directions)
        for y in 1..<endY {
            gradients.read(image, row: y, end: endX)
            Self.spread(gradients, places: places, over: &line)
            add(line, row: y)
            for index in line.indices { line[index] = 0 }
        }
    }

    /// Where a cell's 18 numbers begin; the first cell is row 0, column 0.
    func histogram(row: Int, column: Int) -> Int {
        ((row + 1) * (columns + 2) + column + 1) * Self.directions
    }

    /// The sum over nine directions of the squared gradient, for each cell.
    var energies: [Float] {
        var result = [Float](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                let at = histogram(row: row, column: column)
                var energy: Float = 0
                for direction in 0..<9 {
                    let both = values[at + direction] + values[at + direction + 9]
                    energy += both * both
                }
                result[row * columns + column] = energy
            }
        }
        return result
    }

    /// For each column, where the cell left of its centre begins in a line, and how far right of it the pixel is.
    private static func places(end: Int) -> [(start: Int, right: Float)] {
        (0..<end).map { x in
            let place = (Float(x) + 0.5) / Float(DetectorShape.cell) + 0.5
            return (Int(place) * directions, place - Float(Int(place)))
        }
    }

    /// Adds a row's gradients to the cells left and right of each pixel.
    private static func spread(
        _ gradients: GradientRow,
        places: [(start: Int, right: Float)],
        over line: inout [Float]
    ) {
        unsafe line.withUnsafeMutableBufferPointer { line in
            unsafe OrientationTable.shared.entries.withUnsafeBufferPointer { table in
                unsafe gradients.keys.withUnsafeBufferPointer { keys in
                    unsafe gradients.sizes.withUnsafeBufferPointer { sizes in
                        for x in 1..<places.count {
                            let (start, right) = places[x]
                            let at = unsafe start &+ Int(table[Int(keys[x])])
                            let size = unsafe sizes[x]
                            unsafe line[at] += (1 - right) * size
                            unsafe line[at &+ directions] += right * size
                        }
                    }
                }
            }
        }
    }

    /// Adds a row's sums to the rows of cells above and below its centre.
    private mutating func add(_ line: [Float], row: Int) {
        let place = (Float(row) + 0.5) / Float(DetectorShape.cell) + 0.5
        let below = place - Float(Int(place))
        let above = 1 - below
        let count = line.count
        unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe line.withUnsafeBufferPointer { line in
                guard let values = values.baseAddress, let line = line.baseAddress else { return }
                let upper = unsafe values + Int(place) * count
                let lower = unsafe upper + count
                for index in 0..<count {
                    unsafe upper[index] += above * line[index]
                    unsafe lower[index] += below * line[index]
                }
            }
        }
    }
}
