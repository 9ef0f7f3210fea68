/// The working memory of one run of the network; see `FloatBuffer` for who may use it.
final class NetworkMemory {
    /// The most images of one run.
    let images: Int
    /// Three sets of planes: in, out, and in between.
    let planes: [FloatBuffer]
    /// Unrolled patches, or transformed tiles.
    let patches: FloatBuffer
    /// The halved input of a narrowing block.
    let halved: FloatBuffer
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
        let pooledSide = (firstSide - 3) / 2 + 1
        let tiles = MinimalConvolution.memoryCount(
            channels: NetworkShape.firstOutputs,
            side: pooledSide,
            images: images
        )
        patches = FloatBuffer(capacity: max(images * firstDepth * firstSide * firstSide, tiles))
        halved = FloatBuffer(capacity: images * NetworkShape.firstOutputs * pooledSide * pooledSide)
        small = FloatBuffer(capacity: images * NetworkShape.lastOutputs * 9)
    }
}
