/// The walk over a JPEG's markers.
///
/// One use: `run()`, then read what was found.
struct JPEGHeaderScan {
    /// A frame header (SOFn).
    struct Frame {
        let width: Int
        let height: Int
        let components: Int
        let isProgressive: Bool
    }

    private(set) var frame: Frame?
    private(set) var scans = 0
    private(set) var hasPartialScan = false
    private(set) var isComplete = false
    /// Set by the first Exif segment, whatever it holds: a second one never overrides it.
    private(set) var orientation: Orientation?

    private var cursor: ByteCursor
    private let limits: ImageLimits
    private var segments = 0

    init(_ bytes: [UInt8], limits: ImageLimits) {
        cursor = ByteCursor(bytes)
        self.limits = limits
    }

    /// Walks to the end-of-image marker, or to the end of the bytes once a scan has begun.
    mutating func run() throws(ImageError) {
        guard cursor.byte() == 0xFF, cursor.byte() == Marker.startOfImage else {
            throw ImageError(.malformed, "the JPEG does not begin with its marker")
        }
        while let marker = try nextMarker() {
            guard marker != Marker.endOfImage else {
                isComplete = true
                return
            }
            segments += 1
            guard segments <= limits.maxSegments else {
                throw ImageError(.malformed, "the JPEG has more than \(limits.maxSegments) segments")
            }
            try read(marker)
        }
        guard scans > 0 else { throw malformed("ends before its image data") }
    }

    /// The next marker's code; `nil` at the end of the bytes.
    ///
    /// Fill bytes are skipped, anything else between segments is refused, except after a scan, where data
    /// runs until a marker.
    private mutating func nextMarker() throws(ImageError) -> UInt8? {
        if scans > 0 { return nextMarkerAfterScan() }
        guard let first = cursor.byte() else { return nil }
        guard first == 0xFF else { throw malformed("has bytes between its segments") }
        var code = cursor.byte()
        while code == 0xFF { code = cursor.byte() }
        return code
    }

    /// Skips entropy-coded data: stuffed zeros and restart markers belong to it.
    private mutating func nextMarkerAfterScan() -> UInt8? {
        while true {
            cursor.skipToMarkerByte()
            guard cursor.byte() != nil else { return nil }
            var code = cursor.byte()
            while code == 0xFF { code = cursor.byte() }
            guard let code else { return nil }
            if code == 0x00 || Marker.restarts.contains(code) { continue }
            return code
        }
    }

    private mutating func read(_ marker: UInt8) throws(ImageError) {
        switch marker {
        case 0x00, 0x01, Marker.startOfImage: throw malformed("has a marker 0x\(hex(marker)) out of place")
        case Marker.restarts: throw malformed("has a restart marker before its image data")
        default: break
        }
        guard let length = cursor.bigEndian16(), length >= 2, let body = cursor.take(length - 2) else {
            // A file cut off inside a segment after its first scan is still a (damaged) picture.
            guard scans == 0 else { return }
            throw malformed("is cut off inside segment 0x\(hex(marker))")
        }
        switch marker {
        case 0xC0, 0xC1, 0xC2: try readFrame(body, isProgressive: marker == 0xC2)
        case 0xC4, 0xCC: break  // Huffman tables; arithmetic conditioning, which SOF9 and up have refused
        case 0xC3, 0xC5...0xC7, 0xC8...0xCF: throw unsupportedFrame(marker)
        case Marker.startOfScan: try readScan(body)
        case Marker.defineLines: throw ImageError(.unsupported, "the JPEG defines its height after the scan")
        case Marker.app1: readExif(body)
        default: break
        }
    }

    private mutating func readFrame(_ body: Range<Int>, isProgressive: Bool) throws(ImageError) {
        guard frame == nil else { throw malformed("has two frame headers") }
        var part = ByteCursor(cursor.bytes, in: body)
        guard
            let precision = part.byte(),
            let height = part.bigEndian16(),
            let width = part.bigEndian16(),
            let components = part.byte(),
            part.remaining == 3 * Int(components)
        else { throw malformed("has a frame header of the wrong length") }
        guard precision == 8 else {
            throw ImageError(.unsupported, "the JPEG has \(precision) bits a sample, expected 8")
        }
        guard components != 4 else {
            throw ImageError(.unsupported, "the JPEG is CMYK (four components), send it as RGB or grey")
        }
        guard components == 1 || components == 3 else {
            throw ImageError(.unsupported, "the JPEG has \(components) components, expected 1 or 3")
        }
        frame = Frame(
            width: width,
            height: height,
            components: Int(components),
            isProgressive: isProgressive
        )
        try limits.check(width: width, height: height, buffered: isProgressive)
    }

    private mutating func readScan(_ body: Range<Int>) throws(ImageError) {
        guard let frame else { throw malformed("has a scan before its frame header") }
        var part = ByteCursor(cursor.bytes, in: body)
        guard let count = part.byte(), (1...4).contains(count), part.remaining == 2 * Int(count) + 3 else {
            throw malformed("has a scan header of the wrong length")
        }
        if Int(count) < frame.components { hasPartialScan = true }
        scans += 1
        guard scans <= limits.maxScans else {
            throw ImageError(.tooManyScans, "the JPEG has more than \(limits.maxScans) scans")
        }
    }

    private mutating func readExif(_ body: Range<Int>) {
        guard orientation == nil, cursor.bytes[body].starts(with: Self.exifSignature) else { return }
        let tiff = (body.lowerBound + Self.exifSignature.count)..<body.upperBound
        orientation = ExifOrientation.read(cursor.bytes, tiff: tiff) ?? .upright
    }

    private func unsupportedFrame(_ marker: UInt8) -> ImageError {
        let kind =
            switch marker {
            case 0xC3, 0xC7, 0xCB, 0xCF: "lossless"
            case 0xC9, 0xCA, 0xCD, 0xCE: "arithmetic-coded"
            case 0xC5, 0xC6: "hierarchical"
            default: "reserved"
            }
        return ImageError(.unsupported, "the JPEG is \(kind), expected baseline or progressive")
    }

    private func malformed(_ what: String) -> ImageError {
        ImageError(.malformed, "the JPEG \(what) (byte \(cursor.offset))")
    }

    private func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }

    private static let exifSignature: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]

    private enum Marker {
        static let startOfImage: UInt8 = 0xD8
        static let endOfImage: UInt8 = 0xD9
        static let startOfScan: UInt8 = 0xDA
        static let defineLines: UInt8 = 0xDC
        static let app1: UInt8 = 0xE1
        static let restarts: ClosedRange<UInt8> = 0xD0...0xD7
    }
}
