/// A decoded picture: eight bits for red, green and blue, rows from the top, no padding.
///
/// Every part of the matcher takes its pixels in this form. Orientation has been applied and metadata dropped
/// before a value of this type exists.
package struct RGBImage: Sendable, Hashable {
    /// Columns, at least 0.
    package let width: Int
    /// Rows, at least 0.
    package let height: Int
    /// `3 * width * height` bytes: red, green, blue of each pixel, row by row.
    package var pixels: [UInt8]

    /// A picture of exactly `3 * width * height` bytes; any other count is a programmer's error.
    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width >= 0 && height >= 0, "an image has no negative side")
        precondition(pixels.count == 3 * width * height, "an RGB image has three bytes a pixel")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A picture of one colour, black unless told.
    package init(width: Int, height: Int, filledWith byte: UInt8 = 0) {
        self.init(
            width: width,
            height: height,
            pixels: [UInt8](repeating: byte, count: 3 * width * height)
        )
    }

    /// The red, green and blue of the pixel in column `x` (from the left) and row `y` (from the top).
    package subscript(x: Int, y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        get {
            precondition(x >= 0 && x < width && y >= 0 && y < height, "a pixel inside the image")
            let at = 3 * (y * width + x)
            return (pixels[at], pixels[at + 1], pixels[at + 2])
        }
        set {
            precondition(x >= 0 && x < width && y >= 0 && y < height, "a pixel inside the image")
            let at = 3 * (y * width + x)
            pixels[at] = newValue.red
            pixels[at + 1] = newValue.green
            pixels[at + 2] = newValue.blue
        }
    }
}
