/// The gradients of one row of an image: of the colour that changes most, its size and its direction's table index.
struct GradientRow {
    /// The size of the gradient in each column.
    private(set) var sizes: [Float]
    /// The index into `OrientationTable` in each column.
    private(set) var keys: [Int32]

    /// Room for so many columns.
    init(width: Int) {
        sizes = [Float](repeating: 0, count: width)
        keys = [Int32](repeating: 0, count: width)
    }

    /// Reads columns 1 up to `end` of a row that has rows above and below it.
    ///
    /// Where colours tie, the later one counts, except in the last columns, which do not fill a run of eight: there
    /// the earlier one does.
    mutating func read(_ image: PlanarImage, row: Int, end: Int) {
        let width = image.width
        let area = width * image.height
        let fast = end > 8 ? 1 + (end - 1) / 8 * 8 : 1
        unsafe image.planes.withUnsafeBufferPointer { planes in
            guard let planes = planes.baseAddress else { return }
            let line = unsafe planes + row * width
            unsafe sizes.withUnsafeMutableBufferPointer { sizes in
                unsafe keys.withUnsafeMutableBufferPointer { keys in
                    for x in 1..<fast {
                        let red = unsafe Self.step(line + x, width)
                        let green = unsafe Self.step(line + area + x, width)
                        let blue = unsafe Self.step(line + 2 * area + x, width)
                        let first = red.size > green.size
                        let (size, key) = (first ? red.size : green.size, first ? red.key : green.key)
                        let second = size > blue.size
                        unsafe sizes[x] = (second ? size : blue.size).squareRoot()
                        unsafe keys[x] = second ? key : blue.key
                    }
                    for x in fast..<max(fast, end) {
                        var best = unsafe Self.step(line + x, width)
                        for plane in 1...2 {
                            let other = unsafe Self.step(line + plane * area + x, width)
                            if other.size > best.size { best = other }
                        }
                        unsafe sizes[x] = best.size.squareRoot()
                        unsafe keys[x] = best.key
                    }
                }
            }
        }
    }

    /// The squared size and the table index of the gradient around one pixel of one plane.
    @inline(__always)
    private static func step(_ pixel: UnsafePointer<UInt8>, _ width: Int) -> (size: Float, key: Int32) {
        let x = unsafe Int32(pixel[1]) &- Int32(pixel[-1])
        let y = unsafe Int32(pixel[width]) &- Int32(pixel[-width])
        let (fx, fy) = (Float(x), Float(y))
        return (fx * fx + fy * fy, (x &+ 255) &<< 9 &+ y &+ 255)
    }
}
