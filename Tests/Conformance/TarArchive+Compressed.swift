internal import CZlib

extension TarArchive {
    /// Reads a `.tar.gz` file.
    package init(compressedAt path: String) throws {
        guard let file = unsafe gzopen(path, "rb") else {
            throw UnusableTest(description: "\(path): cannot be opened, expected an archive `.tar.gz`")
        }
        defer { unsafe _ = gzclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe gzread(file, &chunk, UInt32(chunk.count))
            guard count >= 0 else { throw UnusableTest(description: "\(path): cannot be decompressed") }
            guard count > 0 else { break }
            bytes += chunk.prefix(Int(count))
        }
        // The end of a file cut short reads as the end of the archive unless it is asked for.
        var code: Int32 = Z_OK
        unsafe _ = gzerror(file, &code)
        guard code == Z_OK || code == Z_STREAM_END else {
            throw UnusableTest(description: "\(path): the compressed archive is cut short or damaged")
        }
        do { try self.init(bytes) } catch { throw UnusableTest(description: "\(path): \(error)") }
    }
}
