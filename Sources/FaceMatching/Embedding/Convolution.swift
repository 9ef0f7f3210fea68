internal import COpenBLAS

/// One convolution with its folded affine layer: a matrix product over unrolled patches.
///
/// Images lie channel by channel; within a channel, image by image; within an image, row by row.
struct Convolution: Sendable {
    /// Channels in and out, rows and columns of the kernel, its step, and zeros around the input.
    let inputs: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let padding: Int

    /// Outputs x inputs x rows x columns, and one for each output.
    let weights: ModelTensor<Float>
    let biases: ModelTensor<Float>

    /// The convolution of one index of the network.
    init(
        _ file: ModelFile,
        index: Int,
        inputs: Int,
        outputs: Int,
        kernel: Int,
        stride: Int,
        padding: Int
    ) throws(ModelError) {
        self.inputs = inputs
        self.outputs = outputs
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        let name = NetworkShape.tensorName(index)
        weights = try file.floats("\(name).weights", [outputs, inputs, kernel, kernel])
        biases = try file.floats("\(name).biases", [outputs])
    }

    /// Rows (or columns) out for so many rows (or columns) in.
    func outputSide(_ side: Int) -> Int { (side + 2 * padding - kernel) / stride + 1 }

    /// Floats the unrolled patches take.
    func patchCount(side: Int, images: Int) -> Int {
        inputs * kernel * kernel * images * outputSide(side) * outputSide(side)
    }

    /// Writes the convolution of `images` square images, with biases, without the non-linear step.
    func apply(
        _ input: UnsafePointer<Float>,
        side: Int,
        images: Int,
        patches: UnsafeMutablePointer<Float>,
        into output: UnsafeMutablePointer<Float>
    ) {
        let outSide = outputSide(side)
        let columns = images * outSide * outSide
        let depth = inputs * kernel * kernel
        unsafe PatchUnrolling(self, side: side, images: images).write(input, into: patches)
        unsafe biases.withPointer { biases in
            for channel in 0..<outputs {
                let bias = unsafe biases[channel]
                let row = unsafe output + channel * columns
                unsafe row.update(repeating: bias, count: columns)
            }
        }
        unsafe weights.withPointer { weights in
            unsafe cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                Int32(outputs),
                Int32(columns),
                Int32(depth),
                1,
                weights,
                Int32(depth),
                patches,
                Int32(columns),
                1,
                output,
                Int32(columns)
            )
        }
    }
}
