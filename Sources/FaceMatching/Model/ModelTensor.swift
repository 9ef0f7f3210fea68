/// Numbers of a model, laid out row-major, read in place from the mapped file.
@safe
struct ModelTensor<Element: BitwiseCopyable & Sendable>: Sendable {
    /// The length along each dimension.
    let shape: [Int]

    private let file: MappedFile
    // Points into `file`, which this value keeps alive and which is never written.
    private nonisolated(unsafe) let start: UnsafePointer<Element>

    /// A tensor at an offset that the header promised; the run must be inside the file and aligned.
    init(file: MappedFile, offset: Int, shape: [Int]) {
        self.file = file
        self.shape = shape
        unsafe start = file.elements(of: Element.self, at: offset, count: shape.reduce(1, *))
    }

    /// How many numbers there are.
    var count: Int { shape.reduce(1, *) }

    /// The numbers as an array.
    var values: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

    /// Lends the address of the first number; it must not outlive the call.
    @inline(__always)
    func withPointer<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
        withExtendedLifetime(file) { unsafe body(start) }
    }
}
