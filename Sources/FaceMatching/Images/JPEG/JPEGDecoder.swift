import CTurboJPEG

/// libjpeg-turbo (TurboJPEG 2.x) behind the header scan: one handle a call, no state between pictures.
enum JPEGDecoder {
    /// Decodes a file whose header was scanned and accepted.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - header: its scan.
    ///   - limits: decides whether the picture is delivered at half size.
    ///   - refuseWarnings: stop at the first warning (enrolment) instead of recording it (a probe).
    /// - Returns: the picture as stored, before orientation, and the decoder's last warning if it gave one.
    /// - Throws: `ImageError`, `.malformed` or `.unsupported`; `.damaged` for a warning that is refused.
    static func decode(
        _ bytes: [UInt8],
        header: JPEGHeader,
        limits: ImageLimits,
        refuseWarnings: Bool
    ) throws(ImageError) -> (image: RGBImage, warning: String?) {
        guard let handle = unsafe tjInitDecompress() else {
            throw ImageError(.malformed, "the JPEG decoder cannot start")
        }
        defer { unsafe _ = tjDestroy(handle) }
        try unsafe checkHeader(bytes, header, handle)

        let half = header.width * header.height > limits.workingPixels
        // TJSCALED of the C header: the decoder rounds up.
        let width = half ? (header.width + 1) / 2 : header.width
        let height = half ? (header.height + 1) / 2 : header.height
        var flags = TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT
        if refuseWarnings { flags |= TJFLAG_STOPONWARNING }
        // Zeroed: where the file gives no data, black stands and never pixels of an earlier request.
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        let status = unsafe pixels.withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                unsafe tjDecompress2(
                    handle,
                    source.baseAddress,
                    UInt(source.count),
                    target.baseAddress,
                    Int32(width),
                    0,
                    Int32(height),
                    Int32(TJPF_RGB.rawValue),
                    flags
                )
            }
        }
        let image = RGBImage(width: width, height: height, pixels: pixels)
        guard status != 0 else { return (image, nil) }
        let text = unsafe message(handle)
        let isWarning = unsafe tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue)
        guard isWarning else { throw ImageError(.malformed, "the JPEG cannot be decoded: \(text)") }
        guard !refuseWarnings else { throw ImageError(.damaged, "the JPEG is damaged: \(text)") }
        return (image, text)
    }

    /// The decoder must read the same size and kind out of the file as the scan did: two readings are a bypass.
    private static func checkHeader(
        _ bytes: [UInt8],
        _ header: JPEGHeader,
        _ handle: tjhandle
    ) throws(ImageError) {
        var width: Int32 = 0
        var height: Int32 = 0
        var subsampling: Int32 = 0
        var colours: Int32 = 0
        let status = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe tjDecompressHeader3(
                handle,
                source.baseAddress,
                UInt(source.count),
                &width,
                &height,
                &subsampling,
                &colours
            )
        }
        guard status == 0 else {
            throw unsafe ImageError(.malformed, "the JPEG cannot be decoded: \(message(handle))")
        }
        guard Int(width) == header.width, Int(height) == header.height else {
            throw ImageError(.malformed, "the JPEG declares two sizes")
        }
        guard colours != Int32(TJCS_CMYK.rawValue), colours != Int32(TJCS_YCCK.rawValue) else {
            throw ImageError(.unsupported, "the JPEG is CMYK, send it as RGB or grey")
        }
    }

    private static func message(_ handle: tjhandle) -> String {
        guard let text = unsafe tjGetErrorStr2(handle) else { return "no reason given" }
        return unsafe String(cString: text)
    }
}
