/// When two rectangles are taken for the same face.
package struct OverlapRule: Hashable, Sendable {
    /// The largest part of the rectangle around both that their intersection may take.
    package let unionLimit: Double
    /// The largest part of either that their intersection may take.
    package let coverLimit: Double

    package init(unionLimit: Double, coverLimit: Double) {
        self.unionLimit = unionLimit
        self.coverLimit = coverLimit
    }

    /// Whether two rectangles overlap too much to be two faces.
    package func joins(_ first: PixelRectangle, _ second: PixelRectangle) -> Bool {
        let inner = Double(first.intersection(second).area)
        guard inner > 0 else { return false }
        return inner / Double(first.union(second).area) > unionLimit
            || inner / Double(first.area) > coverLimit
            || inner / Double(second.area) > coverLimit
    }

    /// Those of some detections, the clearest first, that no clearer one overlaps.
    package func suppressing(_ detections: [Detection]) -> [Detection] {
        var kept: [Detection] = []
        for detection in detections where !kept.contains(where: { joins($0.rectangle, detection.rectangle) })
        {
            kept.append(detection)
        }
        return kept
    }
}
