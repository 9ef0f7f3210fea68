/// A strict reader for the PNG files that cameras and browsers write: eight-bit grey, RGB or palette, with or
/// without alpha, not interlaced.
///
/// Transparency is dropped, as the matcher's reference does.
///
/// Source: Portable Network Graphics (PNG) Specification, third edition.
package enum PNGDecoder {
    /// The eight bytes that every PNG begins with.
    package static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Decodes a whole file.
    ///
    /// Every checksum must hold, and the data must be exactly the picture.
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> RGBImage {
        let layout = try PNGLayout(bytes, limits: limits)
        let header = layout.header
        var rows = try PNGInflater.inflate(
            bytes,
            pieces: layout.imageData,
            count: (header.rowBytes + 1) * header.height
        )
        try PNGFilter.undo(&rows, rowBytes: header.rowBytes, bytesPerPixel: header.colour.bytesPerPixel)
        let pixels = try pixels(of: rows, header, palette: layout.palette)
        return RGBImage(width: header.width, height: header.height, pixels: pixels)
    }

    /// Three bytes a pixel out of unfiltered rows, each of which begins with its spent filter byte.
    private static func pixels(
        of rows: [UInt8],
        _ header: PNGHeader,
        palette: [UInt8]
    ) throws(ImageError) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: 3 * header.width * header.height)
        let step = header.colour.bytesPerPixel
        var (from, to) = (0, 0)
        for _ in 0..<header.height {
            from += 1
            for _ in 0..<header.width {
                switch header.colour {
                case .grey, .greyAlpha:
                    let grey = rows[from]
                    pixels[to] = grey
                    pixels[to + 1] = grey
                    pixels[to + 2] = grey
                case .rgb, .rgba:
                    pixels[to] = rows[from]
                    pixels[to + 1] = rows[from + 1]
                    pixels[to + 2] = rows[from + 2]
                case .palette:
                    let entry = 3 * Int(rows[from])
                    guard entry < palette.count else {
                        throw ImageError(.malformed, "the PNG uses a colour that its palette lacks")
                    }
                    pixels[to] = palette[entry]
                    pixels[to + 1] = palette[entry + 1]
                    pixels[to + 2] = palette[entry + 2]
                }
                from += step
                to += 3
            }
        }
        return pixels
    }
}
