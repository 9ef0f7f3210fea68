/// A face turned upright and scaled: 150 x 150 pixels, red, green and blue interleaved.
package struct FaceChip: Hashable, Sendable {
    /// Rows and columns.
    package static let side = NetworkShape.side

    /// `3 * 150 * 150` bytes, row by row.
    package let pixels: [UInt8]

    /// A chip of exactly `3 * 150 * 150` bytes.
    package init(pixels: [UInt8]) {
        precondition(pixels.count == 3 * Self.side * Self.side, "a chip has 150 x 150 pixels")
        self.pixels = pixels
    }

    /// The chip with left and right exchanged.
    package var mirrored: FaceChip {
        var result = pixels
        let side = Self.side
        for y in 0..<side {
            for x in 0..<side {
                let from = 3 * (y * side + x)
                let to = 3 * (y * side + side - 1 - x)
                result[to] = pixels[from]
                result[to + 1] = pixels[from + 1]
                result[to + 2] = pixels[from + 2]
            }
        }
        return FaceChip(pixels: result)
    }
}
