internal import COpenBLAS

/// The detector's linear filters, applied to the features of every cell at once.
///
/// One matrix product gives, for each cell, its part in each of the 5 x 10 x 10 positions of the filters; sums of
/// shifted rows then give each filter's answer. This takes more multiplications than separable filters, and less time.
struct FilterBank: Sendable {
    /// For each filter, row and column: 31 numbers.
    private let weights: [Float]

    /// The filters of a model file.
    init(_ file: ModelFile) throws(ModelError) {
        typealias Shape = DetectorShape
        let window = Shape.window
        let filters = try file.floats("detector.filters", [Shape.filters, Shape.planes, window, window])
            .values
        var weights = [Float](repeating: 0, count: filters.count)
        for filter in 0..<Shape.filters {
            for plane in 0..<Shape.planes {
                for place in 0..<window * window {
                    let value = filters[(filter * Shape.planes + plane) * window * window + place]
                    weights[(filter * window * window + place) * Shape.planes + plane] = value
                }
            }
        }
        self.weights = weights
    }

    /// Each filter's answer centred on each cell: five planes as large as the map.
    func answers(to features: FeatureMap) -> [Float] {
        typealias Shape = DetectorShape
        let places = Shape.filters * Shape.window * Shape.window
        var answers = [Float](repeating: 0, count: Shape.filters * features.area)
        guard features.area > 0 else { return answers }
        let rowsAtOnce = max(1, min(features.height, Self.cellsAtOnce / features.width))
        let parts = FloatBuffer(capacity: places * rowsAtOnce * features.width)
        var row = 0
        while row < features.height {
            let rows = min(rowsAtOnce, features.height - row)
            let cells = rows * features.width
            let product = unsafe parts.pointer(count: places * cells)
            unsafe features.planes.withUnsafeBufferPointer { planes in
                guard let start = planes.baseAddress else { return }
                unsafe cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    Int32(places),
                    Int32(cells),
                    Int32(Shape.planes),
                    1,
                    weights,
                    Int32(Shape.planes),
                    start + row * features.width,
                    Int32(features.area),
                    0,
                    product,
                    Int32(cells)
                )
            }
            unsafe Self.add(product, rows: row..<row + rows, of: features, to: &answers)
            row += rows
        }
        return answers
    }

    /// Adds the parts of some rows of cells to every answer they belong to.
    private static func add(
        _ product: UnsafePointer<Float>,
        rows: Range<Int>,
        of features: FeatureMap,
        to answers: inout [Float]
    ) {
        let window = DetectorShape.window
        // A filter's place (4, 4) of 10 x 10 lies on the cell it is centred on.
        let centre = (window - 1) / 2
        let width = features.width
        unsafe answers.withUnsafeMutableBufferPointer { answers in
            guard let answers = answers.baseAddress else { return }
            for index in 0..<DetectorShape.filters * window * window {
                let (filter, place) = index.quotientAndRemainder(dividingBy: window * window)
                let (down, across) = place.quotientAndRemainder(dividingBy: window)
                let plane = unsafe answers + filter * features.area
                let part = unsafe product + index * rows.count * width
                for row in rows {
                    let target = row + centre - down
                    guard target >= 0, target < features.height else { continue }
                    let shift = centre - across
                    let first = max(0, -shift)
                    let end = min(width, width - shift)
                    guard first < end else { continue }
                    let from = unsafe part + (row - rows.lowerBound) * width
                    let to = unsafe plane + target * width + shift
                    for x in first..<end { unsafe to[x] += from[x] }
                }
            }
        }
    }

    // The parts of so many cells stay in the second-level cache.
    private static let cellsAtOnce = 512
}
