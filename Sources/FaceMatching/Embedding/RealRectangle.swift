/// A rectangle between pixel centres, as chips are cut: its area counts pixels, so a point has area 1.
struct RealRectangle: Hashable, Sendable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    /// A rectangle around a point, of so many pixels each way.
    init(centre: PlanePoint, side: Double) {
        let half = (side - 1) / 2
        (left, top, right, bottom) = (centre.x - half, centre.y - half, centre.x + half, centre.y + half)
    }

    /// Pixels, as a real number.
    var area: Double { max(0, right - left + 1) * max(0, bottom - top + 1) }

    /// The middle.
    var centre: PlanePoint { PlanePoint((left + right) / 2, (top + bottom) / 2) }

    /// Where this rectangle is after its image has been halved; see `HalvedImage`.
    var halved: RealRectangle {
        var result = self
        (result.left, result.right) = (left / 2 - 1.25, right / 2 - 1.25)
        (result.top, result.bottom) = (top / 2 - 0.75, bottom / 2 - 0.75)
        return result
    }

    /// The same rectangle after a shift.
    func shifted(x: Double, y: Double) -> RealRectangle {
        var result = self
        (result.left, result.right) = (left + x, right + x)
        (result.top, result.bottom) = (top + y, bottom + y)
        return result
    }

    /// The corners turned about the middle: top left, top right, bottom left, bottom right.
    func corners(turned direction: PlanePoint) -> [PlanePoint] {
        let centre = centre
        return [(left, top), (right, top), (left, bottom), (right, bottom)].map { x, y in
            let (dx, dy) = (x - centre.x, y - centre.y)
            return PlanePoint(
                centre.x + direction.x * dx - direction.y * dy,
                centre.y + direction.y * dx + direction.x * dy
            )
        }
    }
}
