/// What a JPEG file declares about itself, read before the decoder sees a byte of it.
///
/// The scan walks every marker to the end of the image, so that sizes, kinds and the number of scans are known
/// while refusing is still free. It is stricter than the decoder: what it cannot follow is refused.
package struct JPEGHeader: Hashable, Sendable {
    /// Columns as stored, before orientation.
    package let width: Int
    /// Rows as stored, before orientation.
    package let height: Int
    /// 1 for grey, 3 for colour.
    package let components: Int
    /// Whether the coefficients arrive in refinements (SOF2).
    package let isProgressive: Bool
    /// Whether the decoder must hold every coefficient: progressive, or colour in several scans.
    package let needsWholeImage: Bool
    /// Start-of-scan markers, at least 1.
    package let scans: Int
    /// Whether the end-of-image marker was there.
    package let isComplete: Bool
    /// The first Exif segment's orientation, `.upright` when there is none.
    package let orientation: Orientation

    /// Reads the declarations of a whole file.
    ///
    /// Source: ITU-T T.81 annex B; Exif 2.3 section 4.7.
    package init(scanning bytes: [UInt8], limits: ImageLimits = .standard) throws(ImageError) {
        var scan = JPEGHeaderScan(bytes, limits: limits)
        try scan.run()
        guard let frame = scan.frame else { throw ImageError(.malformed, "the JPEG has no frame header") }
        guard scan.scans > 0 else { throw ImageError(.malformed, "the JPEG has no image data") }
        width = frame.width
        height = frame.height
        components = frame.components
        isProgressive = frame.isProgressive
        needsWholeImage = frame.isProgressive || scan.hasPartialScan
        scans = scan.scans
        isComplete = scan.isComplete
        orientation = scan.orientation ?? .upright
        try limits.check(width: width, height: height, buffered: needsWholeImage)
    }
}
