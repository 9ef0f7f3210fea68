/// The layers of the embedding network, in the order they run.
///
/// A residual network of 29 convolutions: one of 7 x 7 with stride 2, then blocks of two 3 x 3 convolutions whose
/// input is added to their output. A *narrowing* block has stride 2 and no padding in its first convolution, and
/// halves its input by averaging before adding it, padded with zeros to the larger of both shapes.
enum NetworkShape {
    /// One block of two convolutions.
    struct Block: Hashable, Sendable {
        /// Channels in.
        let inputs: Int
        /// Channels out.
        let outputs: Int
        /// Whether it halves rows and columns.
        let narrows: Bool
    }

    /// Rows and columns of the input image.
    static let side = 150
    /// Colour channels of the input image: red, green, blue.
    static let colours = 3
    /// Rows and columns of the first convolution's kernel.
    static let firstKernel = 7
    /// Channels after the first convolution.
    static let firstOutputs = 32
    /// Numbers in an embedding.
    static let embeddingCount = 128
    /// Channels of the last block, averaged over all positions.
    static let lastOutputs = 256
    /// What is taken from red, green and blue before dividing by 256.
    static let means: [Float] = [122.782, 117.001, 104.298]

    /// The blocks after the first convolution and its pooling.
    static let blocks: [Block] = {
        var blocks: [Block] = []
        var channels = firstOutputs
        for (outputs, narrows, repeats) in [
            (32, false, 3), (64, true, 1), (64, false, 3), (128, true, 1), (128, false, 2), (256, true, 1),
            (256, false, 2), (256, true, 1),
        ] {
            for _ in 0..<repeats {
                blocks.append(Block(inputs: channels, outputs: outputs, narrows: narrows))
                channels = outputs
            }
        }
        return blocks
    }()

    /// The name of a convolution's numbers in a model file: 0 is the first, then two a block.
    static func tensorName(_ index: Int) -> String { "network.convolution.\(index)" }
}
