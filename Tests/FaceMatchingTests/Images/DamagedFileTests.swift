import FaceMatching
import Testing

/// Thousands of files damaged by a seeded generator: each ends in a picture within the limits or a typed error.
@Suite struct DamagedFileTests {
    private let image = SamplePicture.gradient(width: 72, height: 56)

    @Test(arguments: [false, true])
    func `a damaged JPEG never yields a picture of another size than it declares`(progressive: Bool) throws {
        let tiff = SamplePicture.tiff(orientation: 6, littleEndian: true)
        let file = SamplePicture.jpeg(SamplePicture.jpeg(image, progressive: progressive), withExif: tiff)
        try hold(file, rounds: 1500, seed: progressive ? 1 : 2)
    }

    @Test func `a damaged PNG is refused, and what passes its checksums is within the limits`() throws {
        let file = SamplePNG(width: 72, height: 56, rows: SamplePNG.filteredRows(image), pieces: 2).bytes
        try hold(file, rounds: 1500, seed: 3)
    }

    private func hold(_ file: [UInt8], rounds: Int, seed: UInt64) throws {
        var source = SampleTemplates(seed: seed)
        let decoder = ImageDecoder()
        for round in 0..<rounds {
            var damaged = file
            for _ in 0..<Int.random(in: 1...4, using: &source) {
                // Most damage goes where the headers are.
                let reach = Bool.random(using: &source) ? min(700, damaged.count) : damaged.count
                let at = Int.random(in: 0..<reach, using: &source)
                switch Int.random(in: 0..<4, using: &source) {
                case 0: damaged[at] = UInt8.random(in: 0...255, using: &source)
                case 1: damaged[at] ^= 1 << UInt8.random(in: 0..<8, using: &source)
                case 2: damaged.removeSubrange(at..<min(damaged.count, at + 9))
                default: damaged.insert(contentsOf: damaged[at..<min(damaged.count, at + 40)], at: at)
                }
            }
            for use in [ImageDecoder.Use.probe, .enrolment] {
                guard let decoded = try? decoder.decode(damaged, for: use) else { continue }
                let (width, height) = (decoded.image.width, decoded.image.height)
                try #require(decoded.image.pixels.count == 3 * width * height, "round \(round)")
                try #require((40...8192).contains(width) && (40...8192).contains(height), "round \(round)")
                if use == .enrolment { #expect(decoded.warning == nil) }
            }
        }
    }
}
