internal import COpenSSL

/// Bytes out of OpenSSL's encoders, which are called once for the length and once for the bytes.
enum DER {
    /// What an `i2d_` function writes, or nil when it fails.
    static func encode(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8]? {
        let count = write(nil)
        guard count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        let written: Int32 = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe write(&cursor)
        }
        return written == count ? bytes : nil
    }

    /// What a `d2i_` function reads, or nil unless it uses every byte; `free` drops a value that left bytes over.
    static func decode(
        _ bytes: [UInt8],
        _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
        free: (OpaquePointer) -> Void
    ) -> OpaquePointer? {
        ERR_clear_error()
        return unsafe bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let start = unsafe cursor, let value = unsafe read(&cursor, buffer.count) else {
                return nil
            }
            guard unsafe cursor == start + buffer.count else {
                unsafe free(value)
                return nil
            }
            return unsafe value
        }
    }
}
