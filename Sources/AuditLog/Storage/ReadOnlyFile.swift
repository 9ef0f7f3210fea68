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
        var bytes = [UInt8](repeating: 0, count: count)
        let found = unsafe pread(descriptor, &bytes, count, off_t(place))
        return Array(bytes.prefix(max(0, found)))
    }
}
