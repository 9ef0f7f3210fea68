import FaceMatching
import Testing

@Suite("Chips")
struct ChipTests {
    @Test("a face that lies on the targets is cut without being turned or scaled")
    func upright() {
        var image = RGBImage(width: 400, height: 400)
        for y in 0..<400 {
            for x in 0..<400 { image[x, y] = (UInt8(x / 2), UInt8(y / 2), 77) }
        }
        let chip = ChipCutter.chip(of: Self.face(x: 100, y: 120, scale: 1), in: image)
        for (x, y) in [(10, 10), (75, 75), (140, 30), (20, 149)] {
            let at = 3 * (y * FaceChip.side + x)
            #expect(abs(Int(chip.pixels[at]) - (100 + x) / 2) <= 2)
            #expect(abs(Int(chip.pixels[at + 1]) - (120 + y) / 2) <= 2)
            #expect(chip.pixels[at + 2] == 77 || chip.pixels[at + 2] == 76)
        }
    }

    @Test("a large face is cut from a halved image, at the same place", arguments: [2.6, 5.5])
    func large(scale: Double) {
        let side = Int(150 * scale) + 300
        var image = RGBImage(width: side, height: side)
        for y in 0..<side {
            for x in 0..<side { image[x, y] = (UInt8(255 * x / side), UInt8(255 * y / side), 90) }
        }
        let chip = ChipCutter.chip(of: Self.face(x: 120, y: 90, scale: scale), in: image)
        for (x, y) in [(10, 10), (75, 75), (140, 30), (20, 148)] {
            let at = 3 * (y * FaceChip.side + x)
            let expected = 255 * (120 + scale * Double(x)) / Double(side)
            #expect(abs(Double(chip.pixels[at]) - expected) < 3.5)
        }
    }

    @Test("a face outside the image gives a black chip", arguments: [-5000, 5000])
    func outside(place: Int) {
        let image = RGBImage(width: 100, height: 100, filledWith: 255)
        for scale in [1.0, 8.0] {
            let chip = ChipCutter.chip(of: Self.face(x: place, y: place, scale: scale), in: image)
            #expect(chip.pixels.allSatisfy { $0 == 0 })
        }
    }

    @Test("landmarks that all coincide do not crash")
    func degenerate() {
        let face = FaceLandmarks(points: [PixelPoint](repeating: PixelPoint(x: 5, y: 5), count: 5))
        let chip = ChipCutter.chip(of: face, in: RGBImage(width: 20, height: 20, filledWith: 50))
        #expect(chip.pixels.count == 3 * 150 * 150)
    }

    @Test("mirroring twice changes nothing, once exchanges left and right")
    func mirrored() {
        let pixels = (0..<3 * 150 * 150).map { UInt8($0 % 251) }
        let chip = FaceChip(pixels: pixels)
        #expect(chip.mirrored.mirrored == chip)
        #expect(Array(chip.mirrored.pixels[0..<3]) == Array(chip.pixels[447..<450]))
    }

    @Test("halving keeps a constant colour and gives up on tiny images")
    func halved() {
        let half = HalvedImage.half(of: RGBImage(width: 21, height: 30, filledWith: 201))
        #expect((half.width, half.height) == (9, 13))
        #expect(half.pixels.allSatisfy { $0 == 201 })
        #expect(HalvedImage.half(of: RGBImage(width: 8, height: 100)).width == 0)
    }

    @Test("an embedding needs 128 finite numbers that are not all zero")
    func refused() {
        #expect(Embedding(normalising: [Float](repeating: 0, count: 128)) == nil)
        #expect(Embedding(normalising: [Float](repeating: 1, count: 127)) == nil)
        #expect(Embedding(normalising: [Float](repeating: .nan, count: 128)) == nil)
        #expect(Embedding(normalising: [Float](repeating: .infinity, count: 128)) == nil)
        let one = Embedding(normalising: [Float](repeating: 3, count: 128))
        let other = Embedding(normalising: [Float](repeating: -2, count: 128))
        if let one, let other { #expect(one.cosine(to: other) < -0.99999 && one.cosine(to: one) > 0.99999) }
    }

    /// Landmarks on the targets of a chip whose top left is at a place.
    private static func face(x: Int, y: Int, scale: Double) -> FaceLandmarks {
        let padding = ChipCutter.margin
        return FaceLandmarks(
            points: ChipCutter.targets.map { target in
                PlanePoint(
                    Double(x) + scale * 150 * (padding + target.x) / (1 + 2 * padding),
                    Double(y) + scale * 150 * (padding + target.y) / (1 + 2 * padding)
                ).rounded
            }
        )
    }
}
