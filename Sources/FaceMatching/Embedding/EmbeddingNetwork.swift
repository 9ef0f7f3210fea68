internal import COpenBLAS

/// The network that turns face chips into embeddings.
struct EmbeddingNetwork: Sendable {
    private let first: Convolution
    private let blocks: [ResidualBlock]
    private let output: ModelTensor<Float>

    /// The network of a model file.
    init(_ file: ModelFile) throws(ModelError) {
        first = try Convolution(
            file,
            index: 0,
            inputs: NetworkShape.colours,
            outputs: NetworkShape.firstOutputs,
            kernel: NetworkShape.firstKernel,
            stride: 2,
            padding: 0
        )
        var blocks: [ResidualBlock] = []
        for (index, shape) in NetworkShape.blocks.enumerated() {
            blocks.append(try ResidualBlock(file, index: index, shape: shape))
        }
        self.blocks = blocks
        output = try file.floats(
            "network.output.weights",
            [NetworkShape.embeddingCount, NetworkShape.lastOutputs]
        )
    }

    /// The embeddings of some chips, at most `NetworkMemory.maximumImages`, as the network gives them: 128 floats
    /// each, not normalised.
    func embeddings(of chips: [FaceChip], memory: NetworkMemory) -> [[Float]] {
        precondition(chips.count <= memory.images, "no more chips than the memory was made for")
        guard !chips.isEmpty else { return [] }
        let images = chips.count
        var (current, next, spare) = (memory.planes[0], memory.planes[1], memory.planes[2])
        unsafe Self.normalise(
            chips,
            into: current.pointer(count: images * 3 * NetworkShape.side * NetworkShape.side)
        )

        var side = first.outputSide(NetworkShape.side)
        let wide = NetworkShape.firstOutputs * images
        unsafe first.apply(
            current.pointer(count: 1),
            side: NetworkShape.side,
            images: images,
            patches: memory.patches.pointer(count: first.patchCount(side: NetworkShape.side, images: images)),
            into: next.pointer(count: wide * side * side)
        )
        let pooled = (side - 3) / 2 + 1
        unsafe Pooling.positiveMaximum(
            next.pointer(count: 1),
            planes: wide,
            side: side,
            into: current.pointer(count: wide * pooled * pooled)
        )
        side = pooled
        for block in blocks {
            side = block.apply(
                current,
                side: side,
                images: images,
                scratch: spare,
                memory: memory,
                into: next
            )
            swap(&current, &next)
        }
        _ = spare
        return finish(current, side: side, images: images)
    }

    private func finish(_ planes: FloatBuffer, side: Int, images: Int) -> [[Float]] {
        let area = side * side
        let inputs = NetworkShape.lastOutputs
        let values = unsafe planes.pointer(count: inputs * images * area)
        return (0..<images).map { image in
            var means = [Float](repeating: 0, count: inputs)
            for channel in 0..<inputs {
                var sum: Float = 0
                for at in 0..<area { unsafe sum += values[(channel * images + image) * area + at] }
                means[channel] = sum / Float(area)
            }
            var result = [Float](repeating: 0, count: NetworkShape.embeddingCount)
            unsafe output.withPointer { weights in
                unsafe cblas_sgemv(
                    CblasRowMajor,
                    CblasNoTrans,
                    Int32(NetworkShape.embeddingCount),
                    Int32(inputs),
                    1,
                    weights,
                    Int32(inputs),
                    means,
                    1,
                    0,
                    &result,
                    1
                )
            }
            return result
        }
    }

    /// Takes the means from the pixels, divides by 256 and puts the colours in planes.
    private static func normalise(_ chips: [FaceChip], into planes: UnsafeMutablePointer<Float>) {
        let area = NetworkShape.side * NetworkShape.side
        for colour in 0..<3 {
            let mean = NetworkShape.means[colour]
            for (image, chip) in chips.enumerated() {
                let plane = unsafe planes + (colour * chips.count + image) * area
                unsafe chip.pixels.withUnsafeBufferPointer { pixels in
                    for at in 0..<area { unsafe plane[at] = (Float(pixels[3 &* at &+ colour]) - mean) / 256 }
                }
            }
        }
    }
}
