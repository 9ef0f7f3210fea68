import FaceMatching
import Testing

@Suite("Finding faces: the parts")
struct DetectionTests {
    @Test(
        "a pyramid has a level as long as both sides keep 64 pixels",
        arguments: [
            (0, 0, 1), (64, 64, 1), (76, 76, 1), (77, 77, 2), (225, 275, 7), (1920, 1080, 16),
        ]
    )
    func levels(width: Int, height: Int, expected: Int) {
        #expect(FaceDetector.levels(width: width, height: height) == expected)
    }

    @Test("a window is 80 pixels at first and grows by six fifths a level")
    func rectangles() {
        let first = FaceDetector.rectangle(row: 4, column: 4, depth: 0)
        #expect(first == PixelRectangle(left: 13, top: 13, right: 85, bottom: 85))
        let left = FaceDetector.rectangle(row: 0, column: 0, depth: 0)
        #expect(left == PixelRectangle(left: -27, top: -27, right: 53, bottom: 53))
        let third = FaceDetector.rectangle(row: 4, column: 4, depth: 3)
        #expect(third.width == 125)
    }

    @Test("a step of the pyramid keeps five sixths and a constant colour")
    func pyramid() {
        let image = PlanarImage(RGBImage(width: 61, height: 37, filledWith: 200))
        let next = PyramidStep.next(below: image)
        #expect(next.width == 50)
        #expect(next.height == 30)
        // Rounding down may take one off where the weights add up to a little less than 1.
        #expect(next.planes.allSatisfy { $0 == 200 || $0 == 199 })
    }

    @Test("a step of the pyramid keeps a slope")
    func slope() {
        var image = RGBImage(width: 120, height: 90)
        for y in 0..<90 {
            for x in 0..<120 { image[x, y] = (UInt8(x), UInt8(2 * y), UInt8(x + y)) }
        }
        let next = PyramidStep.next(below: PlanarImage(image))
        for y in 0..<next.height {
            for x in 0..<next.width {
                let expected = Double(x) * 119 / Double(next.width - 1)
                #expect(abs(Double(next.planes[y * next.width + x]) - expected) <= 1.01)
            }
        }
    }

    @Test(
        "tiny images pass through the pyramid and the features",
        arguments: [0, 1, 2, 7, 8, 15, 16, 23, 24, 25]
    )
    func tiny(side: Int) {
        let image = PlanarImage(RGBImage(width: side, height: side + 3, filledWith: 9))
        let features = FeatureMap(image)
        #expect(features.planes.count == 31 * features.width * features.height)
        #expect(features.planes.allSatisfy { $0 == 0 })
        #expect(PyramidStep.next(below: image).width == 5 * side / 6)
    }

    @Test("features of a vertical edge lie in the first direction, with the sign of the step")
    func edge() throws {
        var image = RGBImage(width: 80, height: 80)
        for y in 0..<80 {
            for x in 40..<80 { image[x, y] = (255, 255, 255) }
        }
        let features = FeatureMap(PlanarImage(image))
        #expect(features.width == 8 && features.height == 8)
        let area = features.width * features.height
        let strongest = (0..<18).max { first, second in
            features.planes[first * area + 4 * 8 + 4] < features.planes[second * area + 4 * 8 + 4]
        }
        #expect(strongest == 0)
        #expect(features.planes[4 * 8 + 4] > 0.3)
        #expect(features.planes[9 * area + 4 * 8 + 4] == 0)
    }

    @Test("of overlapping faces the clearest stays, and distant ones stay too")
    func suppression() {
        let rule = OverlapRule(unionLimit: 0.3, coverLimit: 0.9)
        let faces = [(0, 0, 2.0), (4, 4, 1.5), (200, 0, 1.0), (203, 1, 0.5)].map { x, y, score in
            Detection(
                rectangle: PixelRectangle(left: x, top: y, right: x + 79, bottom: y + 79),
                score: score,
                filter: 0
            )
        }
        #expect(rule.suppressing(faces).map(\.score) == [2.0, 1.0])
        let inside = PixelRectangle(left: 10, top: 10, right: 19, bottom: 19)
        #expect(rule.joins(faces[0].rectangle, inside))
        #expect(!rule.joins(faces[0].rectangle, faces[2].rectangle))
    }

    @Test("confidence rises from 50 to 100 with the score")
    func confidence() {
        let scores = [0, 0.1, 0.25, 0.5, 1, 1.5, 2, 5, 100]
        let found = scores.map {
            Detection(
                rectangle: PixelRectangle(left: 0, top: 0, right: 1, bottom: 1),
                score: $0,
                filter: 0
            ).confidence
        }
        #expect(found[0] == 50)
        #expect(found[2] == 75)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 && $1 <= 100 })
    }
}
