/// Finds upright faces of about 80 pixels and more (Dalal and Triggs, 2005, with the features of Felzenszwalb).
package struct FaceDetector: Sendable {
    private let filters: FilterBank
    private let thresholds: [Double]
    private let overlap: OverlapRule

    /// The detector of a model file.
    init(_ file: ModelFile) throws(ModelError) {
        filters = try FilterBank(file)
        thresholds = try file.doubles("detector.thresholds", [DetectorShape.filters]).values
        let limits = try file.doubles("detector.overlaps", [2]).values
        overlap = OverlapRule(unionLimit: limits[0], coverLimit: limits[1])
    }

    /// The faces in an image, the clearest first, none overlapping another.
    func faces(in image: RGBImage) -> [Detection] {
        var found: [Detection] = []
        var level = PlanarImage(image)
        for depth in 0..<Self.levels(width: image.width, height: image.height) {
            if depth > 0 { level = PyramidStep.next(below: level) }
            search(FeatureMap(level), depth: depth, into: &found)
        }
        found.sort { $0.score > $1.score }
        return overlap.suppressing(found)
    }

    private func search(_ features: FeatureMap, depth: Int, into found: inout [Detection]) {
        let answers = filters.answers(to: features)
        for filter in 0..<DetectorShape.filters {
            let threshold = thresholds[filter]
            for row in 0..<features.height {
                for column in 0..<features.width {
                    let answer = Double(answers[filter * features.area + row * features.width + column])
                    guard answer >= threshold else { continue }
                    found.append(
                        Detection(
                            rectangle: Self.rectangle(row: row, column: column, depth: depth),
                            score: answer - threshold,
                            filter: filter
                        )
                    )
                }
            }
        }
    }

    /// How many levels the pyramid of an image has: at least one, and then while both sides stay large enough.
    package static func levels(width: Int, height: Int) -> Int {
        var (right, bottom) = (Double(width - 1), Double(height - 1))
        var (left, top) = (0.0, 0.0)
        var levels = 0
        repeat {
            (left, top) = (Self.down(left), Self.down(top))
            (right, bottom) = (Self.down(right), Self.down(bottom))
            levels += 1
        } while right - left + 1 >= Double(DetectorShape.smallestLevel)
            && bottom - top + 1 >= Double(DetectorShape.smallestLevel) && levels < DetectorShape.maximumLevels
        return levels
    }

    /// Where the window around a cell of a level lies in the original image.
    package static func rectangle(row: Int, column: Int, depth: Int) -> PixelRectangle {
        let last = DetectorShape.window - 1
        return PixelRectangle(
            left: original(column, depth: depth),
            top: original(row, depth: depth),
            right: original(column + last, depth: depth),
            bottom: original(row + last, depth: depth)
        )
    }

    /// The pixel of the original image at the centre of a cell, counted from the filter's first cell.
    private static func original(_ cell: Int, depth: Int) -> Int {
        let size = DetectorShape.cell
        let corner = (cell + 1 - (DetectorShape.window - 1) / 2) * size + 1
        var place = Double(corner >= 0 ? corner + size / 2 : corner - size / 2)
        for _ in 0..<depth { place = place * 1.2 + 0.3 }
        return Int(place.rounded(.toNearestOrAwayFromZero))
    }

    // Each step keeps five sixths and moves by 0.3 pixels; between steps rectangles are whole pixels.
    private static func down(_ place: Double) -> Double {
        ((place - 0.3) * (5.0 / 6.0)).rounded(.toNearestOrAwayFromZero)
    }
}
