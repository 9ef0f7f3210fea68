/// A place in an image, in whole pixels from the top left.
package struct PixelPoint: Hashable, Sendable {
    /// Columns from the left.
    package let x: Int
    /// Rows from the top.
    package let y: Int

    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}
