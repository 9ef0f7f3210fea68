import FaceMatching
import Support
import Testing

@Suite struct ImageDecoderTests {
    private let decoder = ImageDecoder()
    private let image = SamplePicture.gradient(width: 96, height: 64)

    @Test func `a colour JPEG comes back nearly as it was`() throws {
        let decoded = try decoder.decode(SamplePicture.jpeg(image), for: .enrolment)
        #expect(decoded.format == .jpeg && decoded.warning == nil)
        let worst = zip(decoded.image.pixels, image.pixels).reduce(0) { worst, pair in
            let (one, other) = (Int(pair.0), Int(pair.1))
            return max(worst, one > other ? one - other : other - one)
        }
        #expect(worst < 60)
    }

    @Test func `a grey JPEG has equal channels`() throws {
        let decoded = try decoder.decode(SamplePicture.jpeg(image, grey: true), for: .enrolment).image
        for pixel in 0..<(96 * 64) {
            try #require(decoded.pixels[3 * pixel] == decoded.pixels[3 * pixel + 2])
        }
    }

    @Test func `a stored quarter turn is undone`() throws {
        let tiff = SamplePicture.tiff(orientation: 6, littleEndian: false)
        let file = SamplePicture.jpeg(SamplePicture.jpeg(image), withExif: tiff)
        let turned = try decoder.decode(file, for: .probe).image
        let plain = try decoder.decode(SamplePicture.jpeg(image), for: .probe).image
        #expect(turned == plain.turned(from: .quarterTurnClockwise))
        #expect(turned.width == 64 && turned.height == 96)
    }

    @Test func `a truncated JPEG is refused for enrolment and recorded for a probe`() throws {
        let file = SamplePicture.jpeg(image)
        let cut = Array(file[..<(file.count * 2 / 3)])
        #expect(refusal(cut, .enrolment) == .damaged)
        #expect(try decoder.decode(cut, for: .probe).warning != nil)
    }

    @Test func `a large picture is delivered at half its size`() throws {
        var limits = ImageLimits.standard
        limits.workingPixels = 96 * 64 - 1
        let small = ImageDecoder(limits: limits)
        let jpeg = try small.decode(SamplePicture.jpeg(image), for: .enrolment).image
        #expect(jpeg.width == 48 && jpeg.height == 32)
        let png = SamplePNG(width: 96, height: 64, rows: SamplePNG.filteredRows(image))
        #expect(try small.decode(png.bytes, for: .enrolment).image == image.halved())
    }

    @Test func `an empty, too long or foreign file is refused by name`() {
        #expect(refusal([]) == .empty)
        #expect(refusal([UInt8](repeating: 0xFF, count: 5 * 1024 * 1024 + 1)) == .tooManyBytes)
        for start in ["GIF89a", "RIFF....WEBP", "BM", "%PDF-1.7", "/9j/4AAQ", "iVBORw0KGgo", "hello"] {
            #expect(refusal(Array(start.utf8)) == .unknownFormat)
        }
    }

    @Test func `a picture encoded twice is told so`() {
        do {
            _ = try decoder.decode(Array("/9j/4AAQSkZJRg".utf8), for: .probe)
            Issue.record("accepted")
        } catch {
            #expect(error.message == "the image is base64 text (encoded twice), expected JPEG or PNG")
        }
    }

    @Test(
        .enabled(if: SharedData.isPresent("jpeg/hostile"), "shared data absent"),
        arguments: [
            ("1080p", nil, nil), ("1080p_prog", nil, nil), ("12mp", nil, nil), ("12mp_prog", nil, nil),
            ("h_bitflips", .damaged, nil), ("h_bomb_dims_base", .tooManyPixels, .tooManyPixels),
            ("h_bomb_dims_prog", .tooManyPixels, .tooManyPixels), ("h_cmyk", .unsupported, .unsupported),
            ("h_empty", .empty, .empty), ("h_exif6", nil, nil), ("h_grey", nil, nil),
            ("h_grey8000", .tooManyPixels, .tooManyPixels), ("h_notjpeg", .malformed, .malformed),
            ("h_scan_bomb", .tooManyScans, .tooManyScans), ("h_trailing_garbage", nil, nil),
            ("h_trunc_200", .malformed, .malformed), ("h_trunc_half", .damaged, nil),
            ("h_zero_h", .tooSmall, .tooSmall),
        ] as [(String, ImageError.Code?, ImageError.Code?)]
    )
    func `a hostile file ends in its own error or a picture`(
        name: String,
        enrolment: ImageError.Code?,
        probe: ImageError.Code?
    ) throws {
        let bytes = try SharedData.bytes("jpeg/hostile/\(name).jpg")
        #expect(refusal(bytes, .enrolment) == enrolment)
        #expect(refusal(bytes, .probe) == probe)
    }

    private func refusal(_ bytes: [UInt8], _ use: ImageDecoder.Use = .probe) -> ImageError.Code? {
        do {
            _ = try decoder.decode(bytes, for: use)
            return nil
        } catch {
            return error.code
        }
    }
}
