/// The working memory of one run of the network; see `FloatBuffer` for who may use it.
final class NetworkMemory {
    /// The most images of one run.
    let images: Int
    /// Three sets of planes: in, out, and in between.
    let planes: [FloatBuffer]
    /// Unrolled patches.
    let patches: FloatBuffer
    /// The planes of the one block whose main path is smaller than its input's half.
    let small: FloatBuffer

    /// Memory for runs of at most so many images.
    init(images: Int) {
        self.images = images
        let side = NetworkShape.side
        let firstSide = (side - NetworkShape.firstKernel) / 2 + 1
        let largest = max(
            NetworkShape.colours * side * side,
            NetworkShape.firstOutputs * firstSide * firstSide
        )
        planes = (0..<3).map { _ in FloatBuffer(capacity: images * largest) }
        let firstDepth = NetworkShape.colours * NetworkShape.firstKernel * NetworkShape.firstKernel
        patches = FloatBuffer(capacity: images * firstDepth * firstSide * firstSide)
        small = FloatBuffer(capacity: images * NetworkShape.lastOutputs * 9)
    }
}
