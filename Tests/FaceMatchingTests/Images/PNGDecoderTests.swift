import FaceMatching
import Support
import Testing

@Suite struct PNGDecoderTests {
    private let image = SamplePicture.gradient(width: 53, height: 47)
    private var sample: SamplePNG { SamplePNG(width: 53, height: 47, rows: SamplePNG.filteredRows(image)) }

    @Test(arguments: [1, 2, 7]) func `every filter is undone, in one piece or several`(pieces: Int) throws {
        var file = sample
        file.pieces = pieces
        #expect(try ImageDecoder().decode(file.bytes, for: .enrolment).image == image)
    }

    @Test func `grey, grey with alpha and RGBA become RGB without alpha`() throws {
        let pixels = 53 * 47
        for (colour, step) in [(UInt8(0), 1), (4, 2), (6, 4)] {
            var rows: [UInt8] = []
            for y in 0..<47 {
                rows.append(0)
                for x in 0..<53 {
                    let red = image[x, y].red
                    rows +=
                        colour == 6
                        ? [red, red, red, 7] : [[red], [], [red], [], [red, 9]][step == 1 ? 0 : 4]
                }
            }
            let file = SamplePNG(width: 53, height: 47, colour: colour, rows: rows)
            let decoded = try ImageDecoder().decode(file.bytes, for: .probe).image
            #expect((0..<pixels).allSatisfy { decoded.pixels[3 * $0 + 1] == image.pixels[3 * $0] })
        }
    }

    @Test func `palette colours are looked up, and a colour beyond the palette is refused`() throws {
        let rows = (0..<47).flatMap { _ in [0] + [UInt8](repeating: 1, count: 53) }
        var file = SamplePNG(width: 53, height: 47, colour: 3, palette: [1, 2, 3, 40, 50, 60], rows: rows)
        let pixel = try ImageDecoder().decode(file.bytes, for: .probe).image[10, 10]
        #expect(pixel == (40, 50, 60))
        file.palette = [1, 2, 3]
        #expect(refusal(file.bytes) == .malformed)
        file.palette = nil
        #expect(refusal(file.bytes) == .malformed)
    }

    @Test func `sixteen bits, fewer than eight and interlacing are refused by name`() {
        for depth in [1, 2, 4, 16] as [UInt8] {
            var file = sample
            file.depth = depth
            #expect(refusal(file.bytes) == .unsupported)
        }
        var file = sample
        file.interlace = 1
        #expect(refusal(file.bytes) == .unsupported)
        file = sample
        file.colour = 5
        #expect(refusal(file.bytes) == .malformed)
    }

    @Test func `image data shorter or longer than the picture is refused`() {
        var file = sample
        file.rows.removeLast()
        #expect(refusal(file.bytes) == .malformed)
        file = sample
        file.rows.append(0)
        #expect(refusal(file.bytes) == .malformed)
    }

    @Test func `a million rows behind a small header do not expand`() {
        var file = sample
        file.rows += [UInt8](repeating: 0, count: 10_000_000)
        #expect(refusal(file.bytes) == .malformed)
    }

    @Test func `a row filter that does not exist is refused`() {
        var file = sample
        file.rows[0] = 5
        #expect(refusal(file.bytes) == .malformed)
    }

    @Test func `an unknown critical chunk is refused and an ancillary one ignored`() {
        var file = sample
        file.extra = [("tEXt", [65, 0, 66])]
        #expect(refusal(file.bytes) == nil)
        file.extra = [("ABCD", [1])]
        #expect(refusal(file.bytes) == .malformed)
    }

    @Test func `a size outside the limits is refused before anything is inflated`() {
        var file = sample
        file.width = 9000
        #expect(refusal(file.bytes) == .tooManyPixels)
        file.width = 8000
        file.height = 8000
        #expect(refusal(file.bytes) == .tooManyPixels)
        file.width = 0
        #expect(refusal(file.bytes) == .tooSmall)
    }

    @Test func `a flipped byte anywhere is refused`() {
        let bytes = sample.bytes
        for at in stride(from: 8, to: bytes.count, by: 3) {
            var spoiled = bytes
            spoiled[at] ^= 0x10
            #expect(refusal(spoiled) != nil, "byte \(at)")
        }
    }

    @Test func `a file cut off anywhere is refused`() {
        let bytes = sample.bytes
        for count in stride(from: 0, to: bytes.count - 1, by: 5) {
            #expect(refusal(Array(bytes[..<count])) != nil)
        }
    }

    @Test(.enabled(if: SharedData.isPresent("photos/examples/32bit.png"), "shared data absent"))
    func `a real photograph decodes to the same sum as in another decoder`() throws {
        let image = try ImageDecoder().decode(SharedData.bytes("photos/examples/32bit.png"), for: .enrolment)
            .image
        #expect(image.width == 626 && image.height == 1200)
        var sum = 0
        for at in image.pixels.indices { sum = (sum &* 31 &+ Int(image.pixels[at])) % 1_000_000_007 }
        #expect(sum == 48_307_786)
    }

    private func refusal(_ bytes: [UInt8]) -> ImageError.Code? {
        do {
            _ = try ImageDecoder().decode(bytes, for: .probe)
            return nil
        } catch {
            return error.code
        }
    }
}
