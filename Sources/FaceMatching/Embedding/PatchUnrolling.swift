/// Lays the patches a convolution sees side by side, one column for each position.
struct PatchUnrolling {
    private let kernel: Int
    private let stride: Int
    private let padding: Int
    private let channels: Int
    private let side: Int
    private let outSide: Int
    private let images: Int

    /// The unrolling for a convolution on `images` square images.
    init(_ convolution: Convolution, side: Int, images: Int) {
        kernel = convolution.kernel
        stride = convolution.stride
        padding = convolution.padding
        channels = convolution.inputs
        self.side = side
        outSide = convolution.outputSide(side)
        self.images = images
    }

    /// Writes one row for each channel and place in the kernel.
    func write(_ input: UnsafePointer<Float>, into patches: UnsafeMutablePointer<Float>) {
        let area = side * side
        let outArea = outSide * outSide
        var target = unsafe patches
        for channel in 0..<channels {
            for row in 0..<kernel {
                for column in 0..<kernel {
                    for image in 0..<images {
                        let source = unsafe input + (channel * images + image) * area
                        unsafe place(source, row: row, column: column, into: target)
                        unsafe target += outArea
                    }
                }
            }
        }
    }

    /// Writes what one place of the kernel sees of one image and channel.
    @inline(__always)
    private func place(
        _ source: UnsafePointer<Float>,
        row: Int,
        column: Int,
        into target: UnsafeMutablePointer<Float>
    ) {
        for y in 0..<outSide {
            let line = unsafe target + y * outSide
            let sourceY = y * stride + row - padding
            guard sourceY >= 0, sourceY < side else {
                for x in 0..<outSide { unsafe line[x] = 0 }
                continue
            }
            let from = unsafe source + sourceY * side
            if stride == 1 {
                // Columns of the output whose source is inside the image.
                let shift = column - padding
                let first = max(0, -shift)
                let end = min(outSide, side - shift)
                for x in 0..<first { unsafe line[x] = 0 }
                for x in first..<end { unsafe line[x] = from[x &+ shift] }
                for x in end..<outSide { unsafe line[x] = 0 }
            } else {
                let start = unsafe from + column
                for x in 0..<outSide { unsafe line[x] = start[x &* 2] }
            }
        }
    }
}
