/// A PNG's IHDR chunk, of the kinds that are served: eight bits a sample, not interlaced.
struct PNGHeader: Hashable {
    /// How samples make a pixel.
    enum Colour: UInt8 {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyAlpha = 4
        case rgba = 6

        /// Bytes of one pixel in a row.
        var bytesPerPixel: Int {
            switch self {
            case .grey, .palette: 1
            case .greyAlpha: 2
            case .rgb: 3
            case .rgba: 4
            }
        }
    }

    let width: Int
    let height: Int
    let colour: Colour

    /// Bytes of one row without its filter byte.
    var rowBytes: Int { width * colour.bytesPerPixel }

    /// Reads the thirteen bytes; refuses what is not served, each with its reason.
    init(_ bytes: [UInt8], in range: Range<Int>, limits: ImageLimits) throws(ImageError) {
        var cursor = ByteCursor(bytes, in: range)
        guard
            range.count == 13,
            let width = cursor.bigEndian32(),
            let height = cursor.bigEndian32(),
            let depth = cursor.byte(),
            let colourType = cursor.byte(),
            let compression = cursor.byte(),
            let filter = cursor.byte(),
            let interlace = cursor.byte()
        else { throw ImageError(.malformed, "the PNG has a header of \(range.count) bytes, expected 13") }
        guard let colour = Colour(rawValue: colourType) else {
            throw ImageError(.malformed, "the PNG has colour type \(colourType), which does not exist")
        }
        guard depth == 8 else {
            throw ImageError(.unsupported, "the PNG has \(depth) bits a sample, expected 8")
        }
        guard compression == 0, filter == 0 else {
            throw ImageError(.malformed, "the PNG has an unknown compression or filter method")
        }
        guard interlace == 0 else {
            throw ImageError(.unsupported, "the PNG is interlaced, send it without interlacing")
        }
        try limits.check(width: width, height: height, buffered: true)
        self.width = width
        self.height = height
        self.colour = colour
    }
}
