/// A rectangle of whole pixels; all four sides belong to it, and it may reach outside the image.
package struct PixelRectangle: Hashable, Sendable {
    /// The first column.
    package let left: Int
    /// The first row.
    package let top: Int
    /// The last column.
    package let right: Int
    /// The last row.
    package let bottom: Int

    package init(left: Int, top: Int, right: Int, bottom: Int) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// Columns, zero when empty.
    package var width: Int { max(0, right - left + 1) }
    /// Rows, zero when empty.
    package var height: Int { max(0, bottom - top + 1) }
    /// Pixels, zero when empty.
    package var area: Int { width * height }

    /// The pixels that belong to both.
    package func intersection(_ other: PixelRectangle) -> PixelRectangle {
        PixelRectangle(
            left: max(left, other.left),
            top: max(top, other.top),
            right: min(right, other.right),
            bottom: min(bottom, other.bottom)
        )
    }

    /// The smallest rectangle around both.
    package func union(_ other: PixelRectangle) -> PixelRectangle {
        PixelRectangle(
            left: min(left, other.left),
            top: min(top, other.top),
            right: max(right, other.right),
            bottom: max(bottom, other.bottom)
        )
    }

    /// The place at a fraction of the way from the first to the last column and row.
    package func point(atFraction fraction: PlanePoint) -> PlanePoint {
        PlanePoint(
            Double(left) + fraction.x * Double(right - left),
            Double(top) + fraction.y * Double(bottom - top)
        )
    }
}
