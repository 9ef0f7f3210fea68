/// One step of the detector's pyramid: an image with five sixths of the rows and columns.
///
/// Pixels are read between four neighbours and rounded down. Positions along a row are added up in single precision,
/// four columns at a time, as the detector's filters were trained; the last columns are placed in double precision.
package struct PyramidStep {
    private let width: Int
    private let columnScale: Double
    private var lefts: [Int32] = []
    private var rights: [Int32] = []
    private var fractions: [Float] = []
    /// Columns placed in single precision; the rest are placed in double precision.
    private var fastColumns = 0
    private var slowFractions: [Double] = []

    /// The step from an image of some width.
    private init(from source: PlanarImage, width: Int) {
        self.width = width
        columnScale = Double(source.width - 1) / Double(max(width - 1, 1))
        var position = (0..<4).map { Float(-4 * columnScale + Double($0) * columnScale) }
        let step = Float(4 * columnScale)
        while fastColumns + 3 < width {
            position = position.map { $0 + step }
            guard Int(position[3]) + 1 < source.width else { break }
            for place in position {
                lefts.append(Int32(place))
                rights.append(Int32(place) + 1)
                fractions.append(place - Float(Int32(place)))
            }
            fastColumns += 4
        }
        var place = -columnScale + Double(fastColumns) * columnScale
        for _ in fastColumns..<width {
            place += columnScale
            let left = Int(place.rounded(.down))
            lefts.append(Int32(left))
            rights.append(Int32(min(left + 1, source.width - 1)))
            fractions.append(0)
            slowFractions.append(place - Double(left))
        }
    }

    /// The next level of the pyramid below an image.
    package static func next(below source: PlanarImage) -> PlanarImage {
        var target = PlanarImage(width: 5 * source.width / 6, height: 5 * source.height / 6)
        guard target.width > 0, target.height > 0 else { return target }
        let step = PyramidStep(from: source, width: target.width)
        let size = (source.width * source.height, target.width * target.height)
        unsafe source.planes.withUnsafeBufferPointer { from in
            unsafe target.planes.withUnsafeMutableBufferPointer { to in
                guard let from = from.baseAddress, let to = to.baseAddress else { return }
                for plane in 0..<3 {
                    unsafe step.shrink(
                        from + plane * size.0,
                        rows: source.height,
                        stride: source.width,
                        into: to + plane * size.1,
                        rows: target.height
                    )
                }
            }
        }
        return target
    }

    private func shrink(
        _ source: UnsafePointer<UInt8>,
        rows: Int,
        stride: Int,
        into target: UnsafeMutablePointer<UInt8>,
        rows targetRows: Int
    ) {
        let scale = Double(rows - 1) / Double(max(targetRows - 1, 1))
        var upper = SampledRow(width: width)
        var lower = SampledRow(width: width)
        var y = -scale
        for row in 0..<targetRows {
            y += scale
            let top = Int(y.rounded(.down))
            let bottom = min(top + 1, rows - 1)
            if lower.row == top { swap(&upper, &lower) }
            unsafe upper.read(top, of: source, stride: stride, lefts: lefts, rights: rights)
            unsafe lower.read(bottom, of: source, stride: stride, lefts: lefts, rights: rights)
            unsafe blend(upper, lower, fraction: y - Double(top), into: target + row * width)
        }
    }

    /// Mixes two rows of neighbours into one row of pixels.
    private func blend(
        _ upper: SampledRow,
        _ lower: SampledRow,
        fraction: Double,
        into target: UnsafeMutablePointer<UInt8>
    ) {
        let (below, above) = (Float(fraction), Float(1 - fraction))
        unsafe upper.withPointers { topLeft, topRight in
            unsafe lower.withPointers { bottomLeft, bottomRight in
                unsafe fractions.withUnsafeBufferPointer { fractions in
                    for x in 0..<fastColumns {
                        let right = unsafe fractions[x]
                        let left = 1 - right
                        let over = unsafe above * left * topLeft[x] + above * right * topRight[x]
                        let value =
                            unsafe over + below * left * bottomLeft[x] + below * right * bottomRight[x]
                        unsafe target[x] = Self.truncated(value)
                    }
                }
                for x in fastColumns..<width {
                    let right = slowFractions[x - fastColumns]
                    let over = unsafe (1 - right) * Double(topLeft[x]) + right * Double(topRight[x])
                    let under = unsafe (1 - right) * Double(bottomLeft[x]) + right * Double(bottomRight[x])
                    unsafe target[x] = UInt8((1 - fraction) * over + fraction * under)
                }
            }
        }
    }

    /// A number from 0 to below 256 rounded down, without the checks that would keep the loop from being vectorised.
    @inline(__always)
    private static func truncated(_ value: Float) -> UInt8 {
        let nearest = Int32(truncatingIfNeeded: (value + 8_388_608).bitPattern & 0x1ff)
        return UInt8(truncatingIfNeeded: nearest &- (Float(nearest) > value ? 1 : 0))
    }
}
