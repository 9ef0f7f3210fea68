/// Two convolutions whose input is added to their output; see `NetworkShape`.
struct ResidualBlock: Sendable {
    private let shape: NetworkShape.Block
    private let first: Convolution
    private let second: Convolution

    /// The block of one index of the network.
    init(_ file: ModelFile, index: Int, shape: NetworkShape.Block) throws(ModelError) {
        self.shape = shape
        first = try Convolution(
            file,
            index: 1 + 2 * index,
            inputs: shape.inputs,
            outputs: shape.outputs,
            kernel: 3,
            stride: shape.narrows ? 2 : 1,
            padding: shape.narrows ? 0 : 1
        )
        second = try Convolution(
            file,
            index: 2 + 2 * index,
            inputs: shape.outputs,
            outputs: shape.outputs,
            kernel: 3,
            stride: 1,
            padding: 1
        )
    }

    /// Runs the block on `images` square images and returns the side of what it wrote.
    func apply(
        _ input: FloatBuffer,
        side: Int,
        images: Int,
        scratch: FloatBuffer,
        memory: NetworkMemory,
        into output: FloatBuffer
    ) -> Int {
        let inner = first.outputSide(side)
        let outer = shape.narrows ? max(inner, side / 2) : side
        let planes = shape.outputs * images
        let source = unsafe input.pointer(count: shape.inputs * images * side * side)
        let middle = unsafe scratch.pointer(count: planes * inner * inner)
        let result = unsafe output.pointer(count: planes * outer * outer)
        unsafe first.apply(
            source,
            side: side,
            images: images,
            patches: memory.patches.pointer(count: first.patchCount(side: side, images: images)),
            into: middle
        )
        unsafe Pooling.clampToPositive(middle, count: planes * inner * inner)
        let patches = unsafe memory.patches.pointer(count: second.patchCount(side: inner, images: images))
        if !shape.narrows {
            unsafe second.apply(middle, side: inner, images: images, patches: patches, into: result)
            unsafe Pooling.addToPositive(source, to: result, count: planes * outer * outer)
        } else if inner == outer {
            unsafe second.apply(middle, side: inner, images: images, patches: patches, into: result)
            unsafe addHalved(source, side: side, images: images, to: result, outer: outer)
            unsafe Pooling.clampToPositive(result, count: planes * outer * outer)
        } else {
            // The main path is smaller than the halved input: it is padded with zeros below and on the right.
            let main = unsafe memory.small.pointer(count: planes * inner * inner)
            unsafe second.apply(middle, side: inner, images: images, patches: patches, into: main)
            unsafe Pooling.embed(main, planes: planes, side: inner, into: result, outer: outer)
            unsafe addHalved(source, side: side, images: images, to: result, outer: outer)
            unsafe Pooling.clampToPositive(result, count: planes * outer * outer)
        }
        return outer
    }

    /// Adds the mean of each 2 x 2 square of the input to the output's first channels.
    private func addHalved(
        _ input: UnsafePointer<Float>,
        side: Int,
        images: Int,
        to output: UnsafeMutablePointer<Float>,
        outer: Int
    ) {
        let half = side / 2
        for plane in 0..<shape.inputs * images {
            for y in 0..<half {
                let upper = unsafe input + plane * side * side + 2 * y * side
                let lower = unsafe upper + side
                let target = unsafe output + plane * outer * outer + y * outer
                for x in 0..<half {
                    unsafe target[x] +=
                        (upper[2 &* x] + upper[2 &* x &+ 1] + lower[2 &* x] + lower[2 &* x &+ 1]) * 0.25
                }
            }
        }
    }
}
