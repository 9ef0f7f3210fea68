/// The box of a face as a grey square of fixed size: each value the mean of the pixels that it covers.
struct FacePatch {
    /// Columns and rows: about the scale at which the model sees a face.
    static let side = 96
    /// `side * side` luminances, 0 to 255, rows from the top.
    let grey: [Double]

    /// Cuts the box out of the picture; where it leaves the picture, the nearest edge is repeated.
    init(_ face: LocatedFace, in image: RGBImage) {
        let side = Self.side
        var grey = [Double](repeating: 0, count: side * side)
        guard image.width > 0, image.height > 0 else {
            self.grey = grey
            return
        }
        let pixels = image.pixels
        for row in 0..<side {
            let rows = Self.span(row, face.top, face.height, image.height)
            for column in 0..<side {
                let columns = Self.span(column, face.left, face.width, image.width)
                var sum = 0
                for y in rows {
                    for x in columns {
                        let at = 3 * (y * image.width + x)
                        sum += 299 * Int(pixels[at]) + 587 * Int(pixels[at + 1]) + 114 * Int(pixels[at + 2])
                    }
                }
                grey[row * side + column] = Double(sum) / Double(1000 * rows.count * columns.count)
            }
        }
        self.grey = grey
    }

    /// The pixels that cell `index` covers along one side, at least one, inside the picture.
    private static func span(
        _ index: Int,
        _ start: Double,
        _ length: Double,
        _ count: Int
    ) -> ClosedRange<Int> {
        let step = length / Double(side)
        let first = pixel(start + Double(index) * step, count)
        let last = pixel(start + Double(index + 1) * step - 1, count)
        return first...max(first, last)
    }

    private static func pixel(_ place: Double, _ count: Int) -> Int {
        place.isFinite ? Int(min(Double(count - 1), max(0, place.rounded(.down)))) : 0
    }
}
