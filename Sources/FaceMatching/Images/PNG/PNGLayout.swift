/// Where the parts of a PNG file lie, read in one pass over its chunks.
struct PNGLayout {
    /// What the file declares.
    let header: PNGHeader
    /// Red, green and blue of each colour; empty without a palette.
    let palette: [UInt8]
    /// The compressed picture, in order; at least one piece.
    let imageData: [Range<Int>]

    /// Walks the chunks from IHDR to IEND.
    ///
    /// Bytes after IEND are ignored; unknown critical chunks are refused.
    init(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) {
        var cursor = ByteCursor(bytes)
        guard let start = cursor.take(8), bytes[start].elementsEqual(PNGDecoder.signature) else {
            throw ImageError(.malformed, "the PNG does not begin with its signature")
        }
        let first = try PNGChunk(&cursor)
        guard first.name == "IHDR" else { throw ImageError(.malformed, "the PNG does not begin with `IHDR`") }
        header = try PNGHeader(bytes, in: first.data, limits: limits)
        var palette: [UInt8]?
        var pieces: [Range<Int>] = []
        var previous = first
        var count = 1
        reading: while true {
            let chunk = try PNGChunk(&cursor)
            count += 1
            guard count <= limits.maxSegments else {
                throw ImageError(.malformed, "the PNG has more than \(limits.maxSegments) chunks")
            }
            switch chunk.name {
            case "PLTE":
                guard palette == nil, pieces.isEmpty else {
                    throw ImageError(.malformed, "the PNG has a palette out of place")
                }
                palette = try Self.palette(bytes, chunk.data)
            case "IDAT":
                guard pieces.isEmpty || previous.name == "IDAT" else {
                    throw ImageError(.malformed, "the PNG has image data in two places")
                }
                pieces.append(chunk.data)
            case "IEND": break reading
            default:
                guard !chunk.isCritical else {
                    throw ImageError(.malformed, "the PNG has chunk `\(chunk.name)`, which is not served")
                }
            }
            previous = chunk
        }
        guard !pieces.isEmpty else { throw ImageError(.malformed, "the PNG has no image data") }
        guard header.colour != .palette || palette != nil else {
            throw ImageError(.malformed, "the PNG has palette colours and no palette")
        }
        self.palette = palette ?? []
        imageData = pieces
    }

    private static func palette(_ bytes: [UInt8], _ range: Range<Int>) throws(ImageError) -> [UInt8] {
        guard range.count % 3 == 0, (3...768).contains(range.count) else {
            throw ImageError(.malformed, "the PNG has a palette of \(range.count) bytes, expected 3 to 768")
        }
        return Array(bytes[range])
    }
}
