/// What a picture may cost before anything is decoded.
///
/// Every number that the decoders obey stands here.
package struct ImageLimits: Hashable, Sendable {
    /// Bytes of the file.
    ///
    /// The protocol allows 5 MiB inline.
    package var maxBytes = 5 * 1024 * 1024
    /// Columns and rows, each, at least.
    package var minSide = 40
    /// Columns and rows, each, at most.
    package var maxSide = 8192
    /// Columns times rows, at most.
    package var maxPixels = 40_000_000
    /// Columns times rows where the decoder must hold the whole picture in a second form: progressive and
    /// multi-scan JPEG (coefficients, up to six bytes a pixel whatever the scale) and PNG (rows before filtering).
    package var maxBufferedPixels = 20_000_000
    /// Scans of one JPEG.
    ///
    /// A progressive file has about ten; each one costs a pass over the whole picture.
    package var maxScans = 64
    /// Segments before the last scan of one JPEG, and chunks of one PNG.
    package var maxSegments = 4096
    /// A picture of more pixels than this is delivered at half its size in both directions.
    ///
    /// Boxes are ratios, and a face too small for the detector at this size is too small to be compared.
    package var workingPixels = 12_582_912

    /// The limits of cores.md.
    package static let standard = ImageLimits()

    /// Refuses a picture by its declared size; `buffered` when the decoder needs a second copy of it.
    func check(width: Int, height: Int, buffered: Bool) throws(ImageError) {
        guard width >= minSide, height >= minSide else {
            throw ImageError(
                .tooSmall,
                "the image is \(width) x \(height) pixels, each side must be at least \(minSide)"
            )
        }
        guard width <= maxSide, height <= maxSide else {
            throw ImageError(
                .tooManyPixels,
                "the image is \(width) x \(height) pixels, each side must be at most \(maxSide)"
            )
        }
        let most = buffered ? maxBufferedPixels : maxPixels
        guard width * height <= most else {
            let kind = buffered ? "an image of this kind" : "an image"
            throw ImageError(
                .tooManyPixels,
                "the image has \(width * height) pixels, \(kind) may have at most \(most)"
            )
        }
    }
}
