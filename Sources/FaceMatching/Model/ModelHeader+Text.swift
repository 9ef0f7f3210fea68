internal import Cryptography

extension ModelHeader {
    /// The header's lines after the first, `end` included, each with a line feed.
    package var text: String {
        var lines = ["name \(name)", "version \(version)", "licence \(licence)", "limits \(limits)"]
        lines += sources.map { "source \($0.name) sha256:\($0.digest.hex)" }
        lines += tensors.map { tensor in
            let shape = tensor.shape.map(String.init).joined(separator: "x")
            return "tensor \(tensor.name) \(tensor.kind.rawValue) \(shape) \(tensor.offset)"
        }
        lines.append("end")
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads the lines after the first; `fileSize` bounds every block.
    package init(text: [UInt8], fileSize: Int, file: String) throws(ModelError) {
        self.init(name: "", version: "", licence: "", limits: "", sources: [], tensors: [])
        var number = 1
        var rest = text[...]
        while true {
            number += 1
            guard let feed = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw ModelError(
                    .format,
                    "\(file):\(number): expected a line `end` within \(Self.maximumLength) bytes"
                )
            }
            let line = String(decoding: rest[..<feed], as: UTF8.self)
            rest = rest[(feed + 1)...]
            if line == "end" { break }
            guard read(line, fileSize: fileSize) else {
                throw ModelError(.format, "\(file):\(number): unexpected line `\(line.prefix(80))`")
            }
        }
        let end = Self.firstLineLength + rest.startIndex - text.startIndex
        if let tensor = tensors.first(where: { $0.offset < end }) {
            throw ModelError(.format, "\(file): `\(tensor.name)` begins inside the header")
        }
        guard !name.isEmpty, !version.isEmpty else {
            throw ModelError(.format, "\(file): expected the lines `name` and `version`")
        }
    }

    private mutating func read(_ line: String, fileSize: Int) -> Bool {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return false }
        switch words[0] {
        case "name": name = words[1]
        case "version": version = words[1]
        case "licence": licence = words[1]
        case "limits": limits = words[1]
        case "source":
            guard let source = Source(words[1]) else { return false }
            sources.append(source)
        case "tensor":
            guard let tensor = Tensor(words[1], fileSize: fileSize),
                !tensors.contains(where: { $0.name == tensor.name })
            else { return false }
            tensors.append(tensor)
        default: return false
        }
        return true
    }
}

extension ModelHeader.Source {
    fileprivate init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, words[1].hasPrefix("sha256:"),
            let digest = SHA256Digest(hex: String(words[1].dropFirst(7)))
        else { return nil }
        self.init(name: String(words[0]), digest: digest)
    }
}

extension ModelHeader.Tensor {
    fileprivate init?(_ text: String, fileSize: Int) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 4, let kind = TensorKind(rawValue: words[1]), let offset = Int(words[3]) else {
            return nil
        }
        let sides = words[2].split(separator: "x", omittingEmptySubsequences: false)
        let shape = sides.compactMap { Int($0) }
        guard shape.count == sides.count, shape.count <= 5, shape.allSatisfy({ 1...(1 << 24) ~= $0 }) else {
            return nil
        }
        var size = kind.size
        for side in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: side)
            guard !overflow else { return nil }
            size = product
        }
        guard offset > 0, offset % ModelHeader.alignment == 0, offset <= fileSize, size <= fileSize - offset
        else {
            return nil
        }
        self.init(name: words[0], kind: kind, shape: shape, offset: offset)
    }
}
