import FaceMatching
import Testing

@Suite("Similarity transforms")
struct SimilarityTransformTests {
    @Test("a turn, a scaling and a shift are recovered exactly from their points")
    func recovered() {
        let from = [PlanePoint(0, 0), PlanePoint(3, 1), PlanePoint(-2, 5), PlanePoint(7, -4)]
        let to = from.map { PlanePoint(2 * $0.x - 0.5 * $0.y + 10, 2 * $0.y + 0.5 * $0.x - 3) }
        let transform = SimilarityTransform(from: from, to: to)
        #expect(abs(transform.unit.x - 2) < 1e-12)
        #expect(abs(transform.unit.y - 0.5) < 1e-12)
        for (source, target) in zip(from, to) {
            let moved = transform(source)
            #expect(abs(moved.x - target.x) < 1e-9 && abs(moved.y - target.y) < 1e-9)
        }
    }

    @Test("points that all coincide give a shift, not a crash")
    func coincident() {
        let point = [PlanePoint(1, 1), PlanePoint(1, 1)]
        let transform = SimilarityTransform(from: point, to: [PlanePoint(4, 5), PlanePoint(4, 5)])
        #expect(transform(PlanePoint(1, 1)) == PlanePoint(4, 5))
        #expect(transform.scale == 1)
    }

    @Test("halves of pixels round up, left of zero too")
    func rounding() {
        #expect(PlanePoint(0.5, -0.5).rounded == PixelPoint(x: 1, y: 0))
        #expect(PlanePoint(-0.51, 1.49).rounded == PixelPoint(x: -1, y: 1))
    }
}
