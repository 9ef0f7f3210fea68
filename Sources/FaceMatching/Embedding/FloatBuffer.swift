/// Working memory for floats, aligned for vector instructions, freed with its last reference.
///
/// A buffer belongs to one call at a time; it is not safe to share between threads.
@safe
final class FloatBuffer {
    /// How many floats fit.
    let capacity: Int
    private let start: UnsafeMutablePointer<Float>

    /// Memory for some floats, all zero.
    init(capacity: Int) {
        self.capacity = capacity
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, capacity) * MemoryLayout<Float>.stride,
            alignment: 64
        )
        unsafe start = bytes.bindMemory(to: Float.self, capacity: capacity)
        unsafe start.initialize(repeating: 0, count: capacity)
    }

    deinit { unsafe start.deallocate() }

    /// The address of the first float, valid while this buffer lives; `count` floats must fit.
    func pointer(count: Int) -> UnsafeMutablePointer<Float> {
        precondition(count <= capacity, "working memory is large enough")
        return unsafe start
    }
}
