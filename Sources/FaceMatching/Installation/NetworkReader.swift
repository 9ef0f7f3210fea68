/// Reads the published embedding network and folds each affine layer into the convolution before it.
struct NetworkReader {
    private var reader: SerializedReader

    /// A reader of a whole published file.
    init(_ bytes: [UInt8], name: String) { reader = SerializedReader(bytes, name: name) }

    /// Adds the network's numbers to a model: weights as outputs x (inputs x rows x columns), and biases.
    mutating func read(into model: inout ModelBuilder) throws(ModelError) {
        try reader.skip(toText: "loss_metric_2")
        try reader.skip(toText: "input_rgb_image_sized")
        for mean in NetworkShape.means {
            guard Float(try reader.double()) == mean else {
                throw reader.failure("expected the mean \(mean)")
            }
        }
        try reader.integer(equalTo: NetworkShape.side)
        try reader.integer(equalTo: NetworkShape.side)
        try convolution(
            0,
            inputs: NetworkShape.colours,
            outputs: NetworkShape.firstOutputs,
            kernel: NetworkShape.firstKernel,
            stride: 2,
            padding: 0,
            into: &model
        )
        for (index, block) in NetworkShape.blocks.enumerated() {
            try convolution(
                1 + 2 * index,
                inputs: block.inputs,
                outputs: block.outputs,
                kernel: 3,
                stride: block.narrows ? 2 : 1,
                padding: block.narrows ? 0 : 1,
                into: &model
            )
            try convolution(
                2 + 2 * index,
                inputs: block.outputs,
                outputs: block.outputs,
                kernel: 3,
                stride: 1,
                padding: 1,
                into: &model
            )
        }
        try fullyConnected(into: &model)
    }

    private mutating func convolution(
        _ index: Int,
        inputs: Int,
        outputs: Int,
        kernel: Int,
        stride: Int,
        padding: Int,
        into model: inout ModelBuilder
    ) throws(ModelError) {
        let width = inputs * kernel * kernel
        try reader.skip(toText: "con_4")
        let numbers = try reader.tensor(count: outputs * width + outputs)
        for expected in [outputs, kernel, kernel, stride, stride, padding, padding] {
            try reader.integer(equalTo: expected)
        }
        try reader.skip(toText: "affine_")
        let affine = try reader.tensor(count: 2 * outputs)
        var weights = [Float](repeating: 0, count: outputs * width)
        var biases = [Float](repeating: 0, count: outputs)
        for output in 0..<outputs {
            let scale = Double(affine[output])
            for at in output * width..<(output + 1) * width {
                weights[at] = Float(scale * Double(numbers[at]))
            }
            biases[output] = Float(
                scale * Double(numbers[outputs * width + output]) + Double(affine[outputs + output])
            )
        }
        let name = NetworkShape.tensorName(index)
        model.add("\(name).weights", [outputs, inputs, kernel, kernel], weights)
        model.add("\(name).biases", [outputs], biases)
    }

    private mutating func fullyConnected(into model: inout ModelBuilder) throws(ModelError) {
        let inputs = NetworkShape.lastOutputs
        let outputs = NetworkShape.embeddingCount
        try reader.skip(toText: "fc_2")
        try reader.integer(equalTo: outputs)
        try reader.integer(equalTo: inputs)
        let numbers = try reader.tensor(count: inputs * outputs)
        var weights = [Float](repeating: 0, count: inputs * outputs)
        for input in 0..<inputs {
            for output in 0..<outputs { weights[output * inputs + input] = numbers[input * outputs + output] }
        }
        model.add("network.output.weights", [outputs, inputs], weights)
    }
}
