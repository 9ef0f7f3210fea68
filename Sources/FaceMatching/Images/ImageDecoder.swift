/// Bytes in, an upright picture out, or a typed error: the only way by which a picture enters the matcher.
package struct ImageDecoder: Sendable {
    /// What the picture is for; decides what damage is tolerated.
    package enum Use: Hashable, Sendable {
        /// It will be stored as templates: any warning refuses it.
        case enrolment
        /// It is searched or compared with, or looked at: a warning is recorded.
        case probe
    }

    /// A picture and what is worth recording about it.
    package struct Decoded: Sendable {
        /// Upright pixels; at half size when the file has more than `ImageLimits.workingPixels`.
        package let image: RGBImage
        /// The format it came in.
        package let format: Format
        /// What the decoder complained about; `nil` for a sound file.
        package let warning: String?
    }

    /// The two formats of the protocol.
    package enum Format: String, Hashable, Sendable {
        case jpeg = "JPEG"
        case png = "PNG"
    }

    /// The numbers that hold.
    package let limits: ImageLimits

    /// A decoder with its limits.
    package init(limits: ImageLimits = .standard) {
        self.limits = limits
    }

    /// Decodes a whole file.
    ///
    /// Metadata other than the orientation is dropped.
    package func decode(_ bytes: [UInt8], for use: Use) throws(ImageError) -> Decoded {
        switch try format(of: bytes) {
        case .jpeg:
            let header = try JPEGHeader(scanning: bytes, limits: limits)
            let (stored, warning) = try JPEGDecoder.decode(
                bytes,
                header: header,
                limits: limits,
                refuseWarnings: use == .enrolment
            )
            return Decoded(image: stored.turned(from: header.orientation), format: .jpeg, warning: warning)
        case .png:
            let image = try PNGDecoder.decode(bytes, limits: limits)
            let isLarge = image.width * image.height > limits.workingPixels
            return Decoded(image: isLarge ? image.halved() : image, format: .png, warning: nil)
        }
    }

    /// The format by its first bytes; says what else it looks like when it is neither.
    package func format(of bytes: [UInt8]) throws(ImageError) -> Format {
        guard !bytes.isEmpty else { throw ImageError(.empty, "the image is empty") }
        guard bytes.count <= limits.maxBytes else {
            throw ImageError(
                .tooManyBytes,
                "the image has \(bytes.count) bytes, at most \(limits.maxBytes) are allowed"
            )
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if bytes.starts(with: PNGDecoder.signature) { return .png }
        for (start, what) in Self.others where bytes.starts(with: start) {
            throw ImageError(.unknownFormat, "the image is \(what), expected JPEG or PNG")
        }
        throw ImageError(.unknownFormat, "the image is neither JPEG nor PNG")
    }

    private static let others: [(start: [UInt8], what: String)] = [
        (Array("/9j/".utf8), "base64 text (encoded twice)"),
        (Array("iVBOR".utf8), "base64 text (encoded twice)"),
        (Array("GIF8".utf8), "GIF"),
        (Array("RIFF".utf8), "WebP"),
        (Array("BM".utf8), "BMP"),
        ([0x49, 0x49, 0x2A, 0x00], "TIFF"),
        ([0x4D, 0x4D, 0x00, 0x2A], "TIFF"),
        (Array("%PDF".utf8), "PDF"),
    ]
}
