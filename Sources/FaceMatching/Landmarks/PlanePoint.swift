/// A place in a plane, or the step between two places.
struct PlanePoint: Hashable, Sendable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    static func + (left: PlanePoint, right: PlanePoint) -> PlanePoint {
        PlanePoint(left.x + right.x, left.y + right.y)
    }

    static func - (left: PlanePoint, right: PlanePoint) -> PlanePoint {
        PlanePoint(left.x - right.x, left.y - right.y)
    }

    static func / (left: PlanePoint, right: Double) -> PlanePoint {
        PlanePoint(left.x / right, left.y / right)
    }

    /// The nearest whole pixel; halves go up.
    var rounded: PixelPoint {
        PixelPoint(x: Int((x + 0.5).rounded(.down)), y: Int((y + 0.5).rounded(.down)))
    }
}
