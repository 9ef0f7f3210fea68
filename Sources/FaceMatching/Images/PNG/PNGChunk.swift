import CZlib

/// One chunk of a PNG file, its checksum verified.
struct PNGChunk {
    /// The four letters.
    let type: [UInt8]
    /// Where its data lies in the file.
    let data: Range<Int>

    /// Whether a reader that does not know it must refuse the file (bit 5 of the first letter clear).
    var isCritical: Bool { type.first.map { $0 & 0x20 == 0 } ?? true }

    /// The letters as text, for messages.
    var name: String { String(decoding: type, as: UTF8.self) }

    /// The next chunk; anything incomplete, misnamed or with a wrong checksum is refused.
    ///
    /// Source: PNG specification, section 5.3.
    init(_ cursor: inout ByteCursor) throws(ImageError) {
        guard let length = cursor.bigEndian32(), let name = cursor.take(4) else {
            throw ImageError(.malformed, "the PNG ends before its last chunk")
        }
        let type = Array(cursor.bytes[name])
        guard type.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }) else {
            throw ImageError(.malformed, "the PNG has a chunk without a name (byte \(name.lowerBound))")
        }
        guard let data = cursor.take(length), let checksum = cursor.bigEndian32() else {
            throw ImageError(
                .malformed,
                "the PNG is cut off inside chunk `\(String(decoding: type, as: UTF8.self))`"
            )
        }
        self.type = type
        self.data = data
        let sum = unsafe cursor.bytes.withUnsafeBufferPointer { all in
            let covered = unsafe UnsafeBufferPointer(rebasing: all[name.lowerBound..<data.upperBound])
            return unsafe crc32(0, covered.baseAddress, UInt32(covered.count))
        }
        guard Int(sum) == checksum else {
            throw ImageError(.malformed, "the PNG has a wrong checksum in chunk `\(self.name)`")
        }
    }
}
