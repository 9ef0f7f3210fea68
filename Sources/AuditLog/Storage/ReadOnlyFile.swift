internal import Glibc

/// A file open for reading at any place.
final class ReadOnlyFile: Sendable {
    private let descriptor: CInt

    /// Opens a file; nil when that is not possible.
    init?(path: String) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// How many bytes the file has.
    var byteCount: Int64 { Int64(lseek(descriptor, 0, SEEK_END)) }

    /// The bytes of a stretch; fewer at the end of the file.
    func read(_ count: Int, at place: Int64) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, found in
            found = unsafe max(0, pread(descriptor, buffer.baseAddress, count, off_t(place)))
        }
    }
}
