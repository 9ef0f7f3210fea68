/// Cuts the chip of a face out of an image: upright, 150 x 150, with the five landmarks near fixed targets.
package enum ChipCutter {
    /// Where the landmarks belong on the unit square, before the margin is added.
    package static let targets = [
        PlanePoint(0.8595674595992, 0.2134981538014), PlanePoint(0.6460604764104, 0.2289674387677),
        PlanePoint(0.1205750620789, 0.2137274526848), PlanePoint(0.3340850613712, 0.2290642403242),
        PlanePoint(0.4901123135679, 0.6277975316475),
    ]
    /// The margin on each side, as a part of the unit square.
    package static let margin = 0.25

    /// The chip of a face; what lies outside the image is black.
    package static func chip(of face: FaceLandmarks, in image: RGBImage) -> FaceChip {
        let side = Double(FaceChip.side)
        let transform = SimilarityTransform(
            from: targets.map { target in
                PlanePoint(
                    (margin + target.x) / (2 * margin + 1) * side,
                    (margin + target.y) / (2 * margin + 1) * side
                )
            },
            to: face.points.map { PlanePoint(Double($0.x), Double($0.y)) }
        )
        let scale = transform.scale
        let direction = scale > 0 ? transform.unit / scale : PlanePoint(1, 0)
        let square = RealRectangle(centre: transform(PlanePoint(side / 2, side / 2)), side: side * scale)
        let (source, area) = level(for: square, direction: direction, in: image)
        let corners = area.corners(turned: direction)
        return sample(source, origin: corners[0], acrossTo: corners[1], downTo: corners[2])
    }

    /// The image, or a halved part of it, from which a chip of this square is sampled without skipping pixels.
    private static func level(
        for square: RealRectangle,
        direction: PlanePoint,
        in image: RGBImage
    ) -> (RGBImage, RealRectangle) {
        let chipArea = Double(FaceChip.side * FaceChip.side)
        var depth = 0
        var reach = 2.0
        var smaller = square.halved
        while smaller.area > chipArea {
            smaller = smaller.halved
            depth += 1
            reach = reach * 2 + 2
        }
        guard depth > 0 else { return (image, square) }
        let corners = square.corners(turned: direction)
        let box = PixelRectangle(
            left: nearest(max(0, (corners.map(\.x).min() ?? 0) - reach)),
            top: nearest(max(0, (corners.map(\.y).min() ?? 0) - reach)),
            right: nearest(min(Double(image.width - 1), (corners.map(\.x).max() ?? 0) + reach)),
            bottom: nearest(min(Double(image.height - 1), (corners.map(\.y).max() ?? 0) + reach))
        )
        var part = crop(image, to: box)
        var area = square.shifted(x: -Double(box.left), y: -Double(box.top))
        for _ in 0..<depth {
            part = HalvedImage.half(of: part)
            area = area.halved
        }
        return (part, area)
    }

    /// Reads the image along a grid, between four pixels each, rounding down.
    private static func sample(
        _ image: RGBImage,
        origin: PlanePoint,
        acrossTo across: PlanePoint,
        downTo down: PlanePoint
    ) -> FaceChip {
        let side = FaceChip.side
        let right = (across - origin) / Double(side - 1)
        let below = (down - origin) / Double(side - 1)
        var pixels = [UInt8](repeating: 0, count: 3 * side * side)
        unsafe image.pixels.withUnsafeBufferPointer { source in
            for row in 0..<side {
                for column in 0..<side {
                    let x = origin.x + right.x * Double(column) + below.x * Double(row)
                    let y = origin.y + right.y * Double(column) + below.y * Double(row)
                    guard x >= 0, y >= 0, x < Double(image.width - 1), y < Double(image.height - 1) else {
                        continue
                    }
                    let (left, top) = (Int(x), Int(y))
                    let (fx, fy) = (x - Double(left), y - Double(top))
                    let upper = 3 &* (top &* image.width &+ left)
                    let lower = upper &+ 3 &* image.width
                    for colour in 0..<3 {
                        let (a, b) = unsafe (source[upper &+ colour], source[upper &+ colour &+ 3])
                        let (c, d) = unsafe (source[lower &+ colour], source[lower &+ colour &+ 3])
                        let above = (1 - fx) * Double(a) + fx * Double(b)
                        let under = (1 - fx) * Double(c) + fx * Double(d)
                        pixels[3 &* (row &* side &+ column) &+ colour] = UInt8((1 - fy) * above + fy * under)
                    }
                }
            }
        }
        return FaceChip(pixels: pixels)
    }

    private static func crop(_ image: RGBImage, to box: PixelRectangle) -> RGBImage {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * box.area)
        guard box.area > 0 else { return RGBImage(width: 0, height: 0) }
        for y in box.top...box.bottom {
            let start = 3 * (y * image.width + box.left)
            pixels += image.pixels[start..<start + 3 * box.width]
        }
        return RGBImage(width: box.width, height: box.height, pixels: pixels)
    }

    private static func nearest(_ value: Double) -> Int { Int(value.rounded(.toNearestOrAwayFromZero)) }
}
