import FaceMatching
import Testing

@Suite struct ExifOrientationTests {
    @Test(arguments: Orientation.allCases, [true, false])
    func `every orientation is read in both byte orders`(orientation: Orientation, littleEndian: Bool) {
        let tiff = SamplePicture.tiff(orientation: UInt8(orientation.rawValue), littleEndian: littleEndian)
        #expect(ExifOrientation.read(tiff, tiff: 0..<tiff.count) == orientation)
    }

    @Test(arguments: [0, 9, 255] as [UInt8])
    func `a value outside 1 to 8 is no orientation`(value: UInt8) {
        let tiff = SamplePicture.tiff(orientation: value, littleEndian: true)
        #expect(ExifOrientation.read(tiff, tiff: 0..<tiff.count) == nil)
    }

    @Test func `no offset leads out of the segment`() {
        let tiff = SamplePicture.tiff(orientation: 6, littleEndian: true)
        for at in tiff.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var spoiled = tiff
                spoiled[at] = value
                for end in 0...spoiled.count { _ = ExifOrientation.read(spoiled, tiff: 0..<end) }
            }
        }
        var beyond = tiff
        beyond[4] = 26
        #expect(ExifOrientation.read(beyond + tiff, tiff: 0..<tiff.count) == nil)
    }

    @Test func `only the first Exif segment counts`() throws {
        let plain = SamplePicture.jpeg(SamplePicture.gradient(width: 64, height: 48))
        let second = SamplePicture.jpeg(
            plain,
            withExif: SamplePicture.tiff(orientation: 8, littleEndian: true)
        )
        let both = SamplePicture.jpeg(
            second,
            withExif: SamplePicture.tiff(orientation: 6, littleEndian: false)
        )
        #expect(try JPEGHeader(scanning: both).orientation == .quarterTurnClockwise)
        let emptyFirst = SamplePicture.jpeg(second, withExif: [])
        #expect(try JPEGHeader(scanning: emptyFirst).orientation == .upright)
    }

    @Test func `turning puts each stored corner where the standard says`() {
        // Stored rows: A B C / D E F, as the red channel.
        let stored = RGBImage(width: 3, height: 2, pixels: (0..<6).flatMap { [UInt8(65 + $0), 0, 0] })
        let expected: [Orientation: (String, Int)] = [
            .upright: ("ABCDEF", 3), .mirrored: ("CBAFED", 3), .upsideDown: ("FEDCBA", 3),
            .mirroredUpsideDown: ("DEFABC", 3), .transposed: ("ADBECF", 2),
            .quarterTurnClockwise: ("DAEBFC", 2),
            .transversed: ("FCEBDA", 2), .quarterTurnCounterclockwise: ("CFBEAD", 2),
        ]
        for orientation in Orientation.allCases {
            let turned = stored.turned(from: orientation)
            let red = stride(from: 0, to: turned.pixels.count, by: 3).map { turned.pixels[$0] }
            #expect(String(decoding: red, as: UTF8.self) == expected[orientation]?.0)
            #expect(turned.width == expected[orientation]?.1)
        }
    }
}
