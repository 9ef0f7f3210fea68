internal import Glibc

/// A file mapped into memory for reading, for as long as this object lives.
///
/// Nobody may shorten the file meanwhile; models are written aside and renamed, so nothing of ours does.
@safe
package final class MappedFile: Sendable {
    /// The number of bytes, at least 1.
    package let byteCount: Int

    // The mapping is read-only and private, and is unmapped only when the last reference is gone.
    private nonisolated(unsafe) let start: UnsafeRawPointer

    /// Maps the whole of a regular file.
    package init(path: String) throws(ModelError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ModelError(.input, "\(path): cannot be opened: \(SystemFailure.text(errno))")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size > 0
        else {
            throw ModelError(.input, "\(path): expected a regular file that is not empty")
        }
        let size = Int(facts.st_size)
        guard let mapping = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
            unsafe mapping != MAP_FAILED
        else {
            throw ModelError(.input, "\(path): cannot be mapped: \(SystemFailure.text(errno))")
        }
        byteCount = size
        unsafe start = UnsafeRawPointer(mapping)
    }

    deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: start), byteCount) }

    /// A copy of the bytes in a range inside the file.
    package func bytes(in range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "a range inside the file")
        return unsafe Array(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count))
    }

    /// The address of an element run inside the file; the file must outlive its use.
    ///
    /// The offset is a multiple of the element's alignment, and all of the run is inside the file.
    func elements<Element: BitwiseCopyable>(
        of type: Element.Type,
        at offset: Int,
        count: Int
    ) -> UnsafePointer<Element> {
        precondition(offset >= 0 && count >= 0, "a run inside the file")
        precondition(offset % MemoryLayout<Element>.alignment == 0, "an aligned run")
        precondition(count * MemoryLayout<Element>.stride <= byteCount - offset, "a run inside the file")
        return unsafe (start + offset).assumingMemoryBound(to: type)
    }
}
