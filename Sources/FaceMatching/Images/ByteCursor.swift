/// Reads bytes in order out of an array; every read is checked and answers `nil` at the end.
struct ByteCursor {
    /// What is read.
    let bytes: [UInt8]
    /// Where the next read starts; never beyond `end`.
    private(set) var offset: Int
    /// Where reading stops; never beyond `bytes.count`.
    let end: Int

    /// A cursor over all of `bytes`.
    init(_ bytes: [UInt8]) {
        self.init(bytes, in: 0..<bytes.count)
    }

    /// A cursor over part of `bytes`; the range is cut to what exists.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        let part = range.clamped(to: 0..<bytes.count)
        offset = part.lowerBound
        end = part.upperBound
    }

    /// Bytes not read yet.
    var remaining: Int { end - offset }

    /// The next byte.
    mutating func byte() -> UInt8? {
        guard offset < end else { return nil }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// The next two bytes, high byte first.
    mutating func bigEndian16() -> Int? {
        guard remaining >= 2 else { return nil }
        defer { offset += 2 }
        return Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
    }

    /// The next four bytes, high byte first.
    mutating func bigEndian32() -> Int? {
        guard remaining >= 4, let high = bigEndian16(), let low = bigEndian16() else { return nil }
        return high << 16 | low
    }

    /// The range of the next `count` bytes, which are skipped.
    mutating func take(_ count: Int) -> Range<Int>? {
        guard count >= 0, count <= remaining else { return nil }
        defer { offset += count }
        return offset..<(offset + count)
    }

    /// Skips to the next byte 0xFF, or to the end.
    mutating func skipToMarkerByte() {
        while offset < end, bytes[offset] != 0xFF { offset += 1 }
    }
}
