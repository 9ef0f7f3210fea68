internal import Cryptography

/// A model file whose digest has been checked, mapped into memory.
package struct ModelFile: Sendable {
    /// What the file says about itself.
    package let header: ModelHeader

    private let file: MappedFile
    private let path: String

    /// Maps a file, checks its version and its digest, and reads its header.
    package init(path: String) throws(ModelError) {
        let file = try MappedFile(path: path)
        let length = ModelHeader.firstLineLength
        let firstLine = String(decoding: file.bytes(in: 0..<min(length, file.byteCount)), as: UTF8.self)
        let words = firstLine.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == ModelHeader.magic else {
            throw ModelError(.format, "\(path):1: expected a face model, found another file")
        }
        guard words[1] == ModelHeader.formatVersion else {
            throw ModelError(
                .version,
                "\(path):1: version `\(words[1])` of the model format, expected `\(ModelHeader.formatVersion)`"
            )
        }
        guard firstLine.hasSuffix("\n"), words[2].hasPrefix("sha256:"),
            let recorded = SHA256Digest(hex: String(words[2].dropFirst(7).dropLast()))
        else {
            throw ModelError(.format, "\(path):1: expected `sha256:` and 64 hexadecimal digits")
        }
        guard Self.digest(of: file, from: length) == recorded else {
            throw ModelError(.digest, "\(path): the content does not have the digest its first line states")
        }
        let headerEnd = min(file.byteCount, length + ModelHeader.maximumLength)
        self.header = try ModelHeader(
            text: file.bytes(in: length..<headerEnd),
            fileSize: file.byteCount,
            file: path
        )
        self.file = file
        self.path = path
    }

    /// The numbers of one name, which must have exactly this shape and be 32-bit floats.
    func floats(_ name: String, _ shape: [Int]) throws(ModelError) -> ModelTensor<Float> {
        try tensor(name, .float32, shape)
    }

    /// The numbers of one name, which must have exactly this shape and be 64-bit floats.
    func doubles(_ name: String, _ shape: [Int]) throws(ModelError) -> ModelTensor<Double> {
        try tensor(name, .float64, shape)
    }

    /// The numbers of one name, which must have exactly this shape and be unsigned 16-bit integers.
    func unsigned16(_ name: String, _ shape: [Int]) throws(ModelError) -> ModelTensor<UInt16> {
        try tensor(name, .unsigned16, shape)
    }

    /// The numbers of one name, which must have exactly this shape and be signed 32-bit integers.
    func signed32(_ name: String, _ shape: [Int]) throws(ModelError) -> ModelTensor<Int32> {
        try tensor(name, .signed32, shape)
    }

    private func tensor<Element: BitwiseCopyable & Sendable>(
        _ name: String,
        _ kind: TensorKind,
        _ shape: [Int]
    ) throws(ModelError) -> ModelTensor<Element> {
        guard let entry = header.tensors.first(where: { $0.name == name }) else {
            throw ModelError(.format, "\(path): no numbers named `\(name)`")
        }
        guard entry.kind == kind, entry.shape == shape else {
            throw ModelError(
                .format,
                "\(path): `\(name)` is \(entry.kind.rawValue) \(entry.shape), expected \(shape)"
            )
        }
        return ModelTensor(file: file, offset: entry.offset, shape: shape)
    }

    private static func digest(of file: MappedFile, from start: Int) -> SHA256Digest {
        var digest = SHA256()
        var at = start
        while at < file.byteCount {
            let end = min(file.byteCount, at + 1 << 18)
            digest.update(file.bytes(in: at..<end))
            at = end
        }
        return digest.finalize()
    }
}
