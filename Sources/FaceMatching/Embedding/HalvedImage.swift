/// Halves an image with a 5 x 5 binomial filter, as chips of large faces are cut.
package enum HalvedImage {
    /// Every second pixel of the filtered image, or an empty image when a side has 8 pixels or fewer.
    ///
    /// Column `c` of the result is centred on column `2c + 2` of the source, and rows likewise; sums are divided by
    /// 256 and rounded down.
    package static func half(of image: RGBImage) -> RGBImage {
        guard image.width > 8, image.height > 8 else { return RGBImage(width: 0, height: 0) }
        let width = (image.width - 3) / 2
        let height = (image.height - 3) / 2
        let row = 3 * width
        var lines = [UInt16](repeating: 0, count: image.height * row)
        var result = [UInt8](repeating: 0, count: height * row)
        unsafe image.pixels.withUnsafeBufferPointer { source in
            for y in 0..<image.height {
                let line = 3 * image.width * y
                for x in 0..<width {
                    for colour in 0..<3 {
                        let at = line &+ 6 &* x &+ colour
                        let outer = unsafe UInt16(source[at]) &+ UInt16(source[at &+ 12])
                        let inner = unsafe UInt16(source[at &+ 3]) &+ UInt16(source[at &+ 9])
                        let middle = unsafe UInt16(source[at &+ 6])
                        lines[y &* row &+ 3 &* x &+ colour] = outer &+ 4 &* inner &+ 6 &* middle
                    }
                }
            }
        }
        for y in 0..<height {
            let first = 2 * y * row
            for x in 0..<row {
                let at = first &+ x
                let outer = UInt32(lines[at]) &+ UInt32(lines[at &+ 4 &* row])
                let inner = UInt32(lines[at &+ row]) &+ UInt32(lines[at &+ 3 &* row])
                let sum = outer &+ 4 &* inner &+ 6 &* UInt32(lines[at &+ 2 &* row])
                result[y &* row &+ x] = UInt8(truncatingIfNeeded: sum >> 8)
            }
        }
        return RGBImage(width: width, height: height, pixels: result)
    }
}
