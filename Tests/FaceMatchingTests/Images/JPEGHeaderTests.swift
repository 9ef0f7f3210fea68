import FaceMatching
import Testing

@Suite struct JPEGHeaderTests {
    private let file = SamplePicture.jpeg(SamplePicture.gradient(width: 64, height: 48))

    @Test func `a baseline file declares its size, components and one scan`() throws {
        let header = try JPEGHeader(scanning: file)
        #expect(header.width == 64 && header.height == 48 && header.components == 3)
        #expect(header.scans == 1 && !header.isProgressive && !header.needsWholeImage && header.isComplete)
        #expect(header.orientation == .upright)
    }

    @Test func `a progressive file declares its scans`() throws {
        let image = SamplePicture.gradient(width: 64, height: 48)
        let header = try JPEGHeader(scanning: SamplePicture.jpeg(image, progressive: true))
        #expect(header.isProgressive && header.needsWholeImage && header.scans > 1)
    }

    @Test func `more scans than the limit are refused`() {
        let image = SamplePicture.gradient(width: 64, height: 48)
        var limits = ImageLimits.standard
        limits.maxScans = 3
        let error = #expect(throws: ImageError.self) {
            try JPEGHeader(scanning: SamplePicture.jpeg(image, progressive: true), limits: limits)
        }
        #expect(error?.code == .tooManyScans && error?.isTooLarge == true)
    }

    /// Positions inside the frame header, which follows marker 0xFFC0.
    private func patched(_ patch: (inout [UInt8], Int) -> Void) -> [UInt8] {
        var copy = file
        for at in 0..<(copy.count - 1) where copy[at] == 0xFF && copy[at + 1] == 0xC0 {
            patch(&copy, at)
            break
        }
        return copy
    }

    @Test(arguments: [
        (0x0000, 48, ImageError.Code.tooSmall), (64, 0, .tooSmall), (39, 48, .tooSmall), (64, 39, .tooSmall),
        (8193, 48, .tooManyPixels), (64, 8193, .tooManyPixels), (65500, 65500, .tooManyPixels),
        (8000, 8000, .tooManyPixels),
    ])
    func `a declared size outside the limits is refused`(width: Int, height: Int, code: ImageError.Code) {
        let bytes = patched { copy, at in
            copy[at + 5] = UInt8(height >> 8)
            copy[at + 6] = UInt8(height & 0xFF)
            copy[at + 7] = UInt8(width >> 8)
            copy[at + 8] = UInt8(width & 0xFF)
        }
        #expect(throws: ImageError.self) { try JPEGHeader(scanning: bytes) }
        #expect(refusal(bytes) == code)
    }

    @Test func `a progressive size that baseline may have is refused`() {
        let bytes = patched { copy, at in
            copy[at + 1] = 0xC2
            copy[at + 5] = 0x17
            copy[at + 7] = 0x17  // 5,936 x 5,952: 35 megapixels
        }
        #expect(refusal(bytes) == .tooManyPixels)
    }

    @Test(arguments: [0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF] as [UInt8])
    func `an arithmetic, lossless or hierarchical frame is refused`(marker: UInt8) {
        #expect(refusal(patched { copy, at in copy[at + 1] = marker }) == .unsupported)
    }

    @Test func `twelve bits a sample are refused`() {
        #expect(refusal(patched { copy, at in copy[at + 4] = 12 }) == .unsupported)
    }

    @Test func `four components are refused as CMYK`() {
        let bytes = patched { copy, at in
            copy[at + 3] += 3
            copy[at + 9] = 4
            copy.insert(contentsOf: [4, 0x11, 0], at: at + 19)
        }
        #expect(refusal(bytes) == .unsupported)
    }

    @Test func `a second frame header is refused`() {
        let bytes = patched { copy, at in copy.insert(contentsOf: copy[at..<(at + 19)], at: at) }
        #expect(refusal(bytes) == .malformed)
    }

    @Test func `a height defined after the scan is refused`() {
        var bytes = Array(file.dropLast(2))
        bytes += [0xFF, 0xDC, 0, 4, 0, 48, 0xFF, 0xD9]
        #expect(refusal(bytes) == .unsupported)
    }

    @Test func `a file cut off anywhere before its image data is refused`() throws {
        let scan = try #require((0..<file.count).first { file[$0] == 0xFF && file[$0 + 1] == 0xDA })
        for count in 3..<scan {
            #expect(throws: ImageError.self) { try JPEGHeader(scanning: Array(file[..<count])) }
        }
    }

    @Test func `bytes after the end of the image are ignored`() throws {
        #expect(try JPEGHeader(scanning: file + file).scans == 1)
    }

    private func refusal(_ bytes: [UInt8]) -> ImageError.Code? {
        do {
            _ = try JPEGHeader(scanning: bytes)
            return nil
        } catch {
            return error.code
        }
    }
}
