/// Textual encoding of DER objects (RFC 7468): labelled blocks of base64, with anything between the blocks.
package enum PEM {
    /// One labelled block.
    package struct Block: Hashable, Sendable {
        /// What stands after `BEGIN`, such as `CERTIFICATE`.
        package let label: String
        /// The decoded bytes.
        package let content: [UInt8]
    }

    /// Every block of a text, in order; text between blocks is skipped.
    ///
    /// Throws `malformedPEM` for a block without its end, with another label at its end, or with bytes that are not base64.
    package static func blocks(in text: [UInt8]) throws(CryptographyError) -> [Block] {
        var blocks: [Block] = []
        var open: (label: String, line: Int, base64: [UInt8])?
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = trimmed(line)
            if let label = label(of: line, after: "-----BEGIN ") {
                guard open == nil else { throw malformed(index, "a block begins inside another") }
                open = (label, index, [])
            } else if let label = label(of: line, after: "-----END ") {
                guard let block = open, block.label.utf8.elementsEqual(label.utf8) else {
                    throw malformed(index, "`END \(label)` without its beginning")
                }
                guard let content = Base64.decode(String(decoding: block.base64, as: UTF8.self)) else {
                    throw malformed(block.line, "`\(label)` is not base64")
                }
                blocks.append(Block(label: label, content: content))
                open = nil
            } else {
                open?.base64 += line
            }
        }
        if let open { throw malformed(open.line, "`BEGIN \(open.label)` without its end") }
        return blocks
    }

    /// The text of one block, 64 characters a line.
    package static func encode(label: String, _ content: [UInt8]) -> [UInt8] {
        var text = Array("-----BEGIN \(label)-----\n".utf8)
        let base64 = Array(Base64.encode(content).utf8)
        for start in stride(from: 0, to: base64.count, by: lineLength) {
            text += base64[start..<min(start + lineLength, base64.count)]
            text.append(UInt8(ascii: "\n"))
        }
        return text + Array("-----END \(label)-----\n".utf8)
    }

    private static func label(of line: ArraySlice<UInt8>, after start: String) -> String? {
        guard line.starts(with: start.utf8), line.count >= start.utf8.count + dashes.count else { return nil }
        guard line.suffix(dashes.count).elementsEqual(dashes) else { return nil }
        return String(decoding: line.dropFirst(start.utf8.count).dropLast(dashes.count), as: UTF8.self)
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") {
            line.removeLast()
        }
        return line
    }

    private static func malformed(_ line: Int, _ detail: String) -> CryptographyError {
        CryptographyError(.malformedPEM, "line \(line + 1): \(detail)")
    }

    private static let dashes = Array("-----".utf8)
    private static let lineLength = 64
}
