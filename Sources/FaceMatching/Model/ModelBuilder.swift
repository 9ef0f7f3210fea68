internal import Cryptography

/// Collects named blocks of numbers and lays them out as a model file.
package struct ModelBuilder {
    private var header: ModelHeader
    private var blocks: [(name: String, kind: TensorKind, shape: [Int], bytes: [UInt8])] = []

    /// A file with no numbers yet; the header's own list of tensors is replaced.
    package init(header: ModelHeader) { self.header = header }

    /// Adds 32-bit floats.
    package mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
        add(name, .float32, shape, values.count, Self.bytes(of: values))
    }

    /// Adds 64-bit floats.
    package mutating func add(_ name: String, _ shape: [Int], _ values: [Double]) {
        add(name, .float64, shape, values.count, Self.bytes(of: values))
    }

    /// Adds unsigned 16-bit integers.
    package mutating func add(_ name: String, _ shape: [Int], _ values: [UInt16]) {
        add(name, .unsigned16, shape, values.count, Self.bytes(of: values))
    }

    /// Adds signed 32-bit integers.
    package mutating func add(_ name: String, _ shape: [Int], _ values: [Int32]) {
        add(name, .signed32, shape, values.count, Self.bytes(of: values))
    }

    /// The bytes of the whole file.
    package func file() -> [UInt8] {
        var header = header
        // Offsets are part of the text, so the text's room is fixed first and padded with zeros.
        var offset = ModelHeader.maximumLength / 4
        header.tensors = blocks.map { block in
            defer { offset = Self.aligned(offset + block.bytes.count) }
            return ModelHeader.Tensor(name: block.name, kind: block.kind, shape: block.shape, offset: offset)
        }
        var rest = Array(header.text.utf8)
        let room = ModelHeader.maximumLength / 4 - ModelHeader.firstLineLength
        precondition(rest.count <= room, "the header fits its room")
        rest.reserveCapacity(offset)
        rest += [UInt8](repeating: 0, count: room - rest.count)
        for block in blocks {
            rest += block.bytes
            let padding = Self.aligned(block.bytes.count) - block.bytes.count
            rest += [UInt8](repeating: 0, count: padding)
        }
        let digest = SHA256Digest.of(rest)
        return Array("\(ModelHeader.magic) \(ModelHeader.formatVersion) sha256:\(digest.hex)\n".utf8) + rest
    }

    private mutating func add(
        _ name: String,
        _ kind: TensorKind,
        _ shape: [Int],
        _ count: Int,
        _ bytes: [UInt8]
    ) {
        precondition(shape.reduce(1, *) == count, "as many numbers as the shape says")
        blocks.append((name, kind, shape, bytes))
    }

    // The format is little-endian, as is every machine this program is built for.
    private static func bytes<Element: BitwiseCopyable>(of values: [Element]) -> [UInt8] {
        unsafe values.withUnsafeBytes { unsafe Array($0) }
    }

    private static func aligned(_ count: Int) -> Int {
        (count + ModelHeader.alignment - 1) / ModelHeader.alignment * ModelHeader.alignment
    }
}
