/// A place in a plane, or the step between two places.
package struct PlanePoint: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    package static func + (left: PlanePoint, right: PlanePoint) -> PlanePoint {
        PlanePoint(left.x + right.x, left.y + right.y)
    }

    package static func - (left: PlanePoint, right: PlanePoint) -> PlanePoint {
        PlanePoint(left.x - right.x, left.y - right.y)
    }

    package static func / (left: PlanePoint, right: Double) -> PlanePoint {
        PlanePoint(left.x / right, left.y / right)
    }

    /// The nearest whole pixel; halves go up.
    package var rounded: PixelPoint {
        PixelPoint(x: Int((x + 0.5).rounded(.down)), y: Int((y + 0.5).rounded(.down)))
    }
}
