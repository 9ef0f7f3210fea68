/// A turn, a scaling and a shift of the plane.
package struct SimilarityTransform: Hashable, Sendable {
    /// The image of the step (1, 0): its length is the scale, its direction the turn.
    package let unit: PlanePoint
    /// Where the origin goes.
    package let shift: PlanePoint

    /// The transform that brings some points closest to others in the sense of least squares.
    ///
    /// This is Umeyama's solution (1991) without reflection, which in the plane has a closed form.
    package init(from: [PlanePoint], to: [PlanePoint]) {
        precondition(from.count == to.count && from.count >= 2, "as many points on both sides")
        let count = Double(from.count)
        let fromMean = from.reduce(PlanePoint(0, 0), +) / count
        let toMean = to.reduce(PlanePoint(0, 0), +) / count
        var (along, across, spread) = (0.0, 0.0, 0.0)
        for index in from.indices {
            let a = from[index] - fromMean
            let b = to[index] - toMean
            along += a.x * b.x + a.y * b.y
            across += a.x * b.y - a.y * b.x
            spread += a.x * a.x + a.y * a.y
        }
        unit = spread > 0 ? PlanePoint(along / spread, across / spread) : PlanePoint(1, 0)
        shift = PlanePoint(
            toMean.x - (unit.x * fromMean.x - unit.y * fromMean.y),
            toMean.y - (unit.y * fromMean.x + unit.x * fromMean.y)
        )
    }

    /// The factor by which lengths grow.
    package var scale: Double { (unit.x * unit.x + unit.y * unit.y).squareRoot() }

    /// Where a point goes.
    package func callAsFunction(_ point: PlanePoint) -> PlanePoint {
        PlanePoint(
            unit.x * point.x - unit.y * point.y + shift.x,
            unit.y * point.x + unit.x * point.y + shift.y
        )
    }
}
