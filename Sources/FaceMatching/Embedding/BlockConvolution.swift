/// A 3 x 3 convolution of a residual block, in whichever way is faster for its size.
struct BlockConvolution: Sendable {
    private let direct: Convolution
    private let minimal: MinimalConvolution?

    /// From here on there are too few tiles for the larger kernels of the minimal way to pay.
    private static let mostMinimalChannels = 128

    /// The convolution of one index of the network.
    init(_ file: ModelFile, index: Int, inputs: Int, outputs: Int, narrows: Bool) throws(ModelError) {
        direct = try Convolution(
            file,
            index: index,
            inputs: inputs,
            outputs: outputs,
            kernel: 3,
            stride: narrows ? 2 : 1,
            padding: narrows ? 0 : 1
        )
        minimal =
            narrows || outputs > Self.mostMinimalChannels
            ? nil
            : MinimalConvolution(
                inputs: inputs,
                outputs: outputs,
                weights: direct.weights.values,
                biases: direct.biases.values
            )
    }

    /// Rows (or columns) out for so many rows (or columns) in.
    func outputSide(_ side: Int) -> Int { direct.outputSide(side) }

    /// Writes the convolution with biases, plus `added` where given, and zero where that is negative.
    func apply(
        _ input: UnsafePointer<Float>,
        side: Int,
        images: Int,
        adding added: UnsafePointer<Float>?,
        memory: NetworkMemory,
        into output: UnsafeMutablePointer<Float>
    ) {
        if let minimal {
            unsafe minimal.apply(
                input,
                side: side,
                images: images,
                adding: added,
                memory: memory.patches,
                into: output
            )
            return
        }
        unsafe applyLinear(input, side: side, images: images, memory: memory, into: output)
        let outSide = outputSide(side)
        let count = direct.outputs * images * outSide * outSide
        if let added = unsafe added {
            unsafe Pooling.addToPositive(added, to: output, count: count)
        } else {
            unsafe Pooling.clampToPositive(output, count: count)
        }
    }

    /// Writes the convolution with biases, negative numbers too; only where the direct way is taken.
    func applyLinear(
        _ input: UnsafePointer<Float>,
        side: Int,
        images: Int,
        memory: NetworkMemory,
        into output: UnsafeMutablePointer<Float>
    ) {
        unsafe direct.apply(
            input,
            side: side,
            images: images,
            patches: memory.patches.pointer(count: direct.patchCount(side: side, images: images)),
            into: output
        )
    }
}
