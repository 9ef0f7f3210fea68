/// Two convolutions whose input is added to their output; see `NetworkShape`.
struct ResidualBlock: Sendable {
    private let shape: NetworkShape.Block
    private let first: BlockConvolution
    private let second: BlockConvolution

    /// The block of one index of the network.
    init(_ file: ModelFile, index: Int, shape: NetworkShape.Block) throws(ModelError) {
        self.shape = shape
        first = try BlockConvolution(
            file,
            index: 1 + 2 * index,
            inputs: shape.inputs,
            outputs: shape.outputs,
            narrows: shape.narrows
        )
        second = try BlockConvolution(
            file,
            index: 2 + 2 * index,
            inputs: shape.outputs,
            outputs: shape.outputs,
            narrows: false
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
        unsafe first.apply(source, side: side, images: images, adding: nil, memory: memory, into: middle)
        guard shape.narrows else {
            unsafe second.apply(
                middle,
                side: inner,
                images: images,
                adding: source,
                memory: memory,
                into: result
            )
            return outer
        }
        let halved = unsafe memory.halved.pointer(count: planes * outer * outer)
        unsafe halve(source, side: side, images: images, into: halved, outer: outer)
        if inner == outer {
            unsafe second.apply(
                middle,
                side: inner,
                images: images,
                adding: halved,
                memory: memory,
                into: result
            )
        } else {
            // The main path is smaller than the halved input: it is padded with zeros below and on the right.
            let small = unsafe memory.small.pointer(count: planes * inner * inner)
            unsafe second.applyLinear(middle, side: inner, images: images, memory: memory, into: small)
            unsafe Pooling.embed(small, planes: planes, side: inner, into: result, outer: outer)
            unsafe Pooling.addToPositive(halved, to: result, count: planes * outer * outer)
        }
        return outer
    }

    /// Writes the mean of each 2 x 2 square of the input, and zeros for the channels the input does not have.
    private func halve(
        _ input: UnsafePointer<Float>,
        side: Int,
        images: Int,
        into output: UnsafeMutablePointer<Float>,
        outer: Int
    ) {
        let half = side / 2
        let planes = shape.inputs * images
        unsafe output.update(repeating: 0, count: shape.outputs * images * outer * outer)
        for plane in 0..<planes {
            for y in 0..<half {
                let upper = unsafe input + plane * side * side + 2 * y * side
                let lower = unsafe upper + side
                let target = unsafe output + plane * outer * outer + y * outer
                for x in 0..<half {
                    let pair = unsafe upper[2 &* x] + upper[2 &* x &+ 1]
                    unsafe target[x] = (pair + lower[2 &* x] + lower[2 &* x &+ 1]) * 0.25
                }
            }
        }
    }
}
