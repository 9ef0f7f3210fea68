/// Undoes the five row filters of PNG in place.
///
/// Source: PNG specification, section 9.
enum PNGFilter {
    /// Reconstructs every row; each begins with its filter byte, which stays in place.
    static func undo(_ rows: inout [UInt8], rowBytes: Int, bytesPerPixel: Int) throws(ImageError) {
        let stride = rowBytes + 1
        guard rowBytes > 0, rows.count % stride == 0 else {
            throw ImageError(.malformed, "the PNG's rows do not fill its image data")
        }
        for start in Swift.stride(from: 0, to: rows.count, by: stride) {
            let row = (start + 1)..<(start + stride)
            switch rows[start] {
            case 0: break
            case 1: sub(&rows, row, bytesPerPixel)
            case 2: up(&rows, row, stride)
            case 3: average(&rows, row, stride, bytesPerPixel)
            case 4: paeth(&rows, row, stride, bytesPerPixel)
            default:
                throw ImageError(.malformed, "the PNG has row filter \(rows[start]), which does not exist")
            }
        }
    }

    private static func sub(_ rows: inout [UInt8], _ row: Range<Int>, _ step: Int) {
        for at in row.dropFirst(step) { rows[at] &+= rows[at - step] }
    }

    private static func up(_ rows: inout [UInt8], _ row: Range<Int>, _ stride: Int) {
        guard row.lowerBound > stride else { return }
        for at in row { rows[at] &+= rows[at - stride] }
    }

    private static func average(_ rows: inout [UInt8], _ row: Range<Int>, _ stride: Int, _ step: Int) {
        let hasAbove = row.lowerBound > stride
        for at in row {
            let left = at - step >= row.lowerBound ? Int(rows[at - step]) : 0
            let above = hasAbove ? Int(rows[at - stride]) : 0
            rows[at] &+= UInt8((left + above) / 2)
        }
    }

    private static func paeth(_ rows: inout [UInt8], _ row: Range<Int>, _ stride: Int, _ step: Int) {
        let hasAbove = row.lowerBound > stride
        for at in row {
            let hasLeft = at - step >= row.lowerBound
            let left = hasLeft ? Int(rows[at - step]) : 0
            let above = hasAbove ? Int(rows[at - stride]) : 0
            let corner = hasLeft && hasAbove ? Int(rows[at - stride - step]) : 0
            rows[at] &+= UInt8(predictor(left, above, corner))
        }
    }

    private static func predictor(_ left: Int, _ above: Int, _ corner: Int) -> Int {
        let estimate = left + above - corner
        let (toLeft, toAbove) = (abs(estimate - left), abs(estimate - above))
        let toCorner = abs(estimate - corner)
        if toLeft <= toAbove, toLeft <= toCorner { return left }
        return toAbove <= toCorner ? above : corner
    }
}
