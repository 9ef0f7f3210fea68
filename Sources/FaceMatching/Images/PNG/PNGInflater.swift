import CZlib

/// Decompresses a PNG's image data into a buffer of exactly the size that its header promises.
enum PNGInflater {
    /// The decompressed rows.
    ///
    /// Less or more than `count` bytes, a bad checksum or bytes after the end are refused.
    ///
    /// The buffer is as large as the header says and never grows, so a file cannot expand beyond its limits.
    static func inflate(_ bytes: [UInt8], pieces: [Range<Int>], count: Int) throws(ImageError) -> [UInt8] {
        var stream = unsafe z_stream()
        let version = ZLIB_VERSION
        guard unsafe inflateInit_(&stream, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw ImageError(.malformed, "the PNG decoder cannot start")
        }
        defer { unsafe _ = inflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: count + 1)  // one spare byte shows that there is more
        var status = Z_OK
        unsafe output.withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                for piece in pieces where status == Z_OK && !piece.isEmpty {
                    let part = unsafe UnsafeBufferPointer(rebasing: source[piece])
                    unsafe stream.next_in = UnsafeMutablePointer(mutating: part.baseAddress)
                    unsafe stream.avail_in = UInt32(part.count)
                    unsafe status = CZlib.inflate(&stream, Z_NO_FLUSH)
                }
            }
        }
        let compressed = pieces.reduce(0) { $0 + $1.count }
        guard status == Z_STREAM_END, unsafe Int(stream.total_in) == compressed else {
            throw ImageError(.malformed, "the PNG's image data cannot be decompressed")
        }
        let produced = unsafe Int(stream.total_out)
        guard produced == count else {
            throw ImageError(.malformed, "the PNG's image data has \(produced) bytes, expected \(count)")
        }
        output.removeLast()
        return output
    }
}
