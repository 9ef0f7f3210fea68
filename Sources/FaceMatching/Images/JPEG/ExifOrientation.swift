/// Finds tag 0x0112 in the first directory of a TIFF block, as Exif carries it.
///
/// Nothing else is read.
package enum ExifOrientation {
    /// The orientation, or `nil` when there is none to be had.
    ///
    /// A value outside 1...8 and an offset that leads out of the block count as none. Offsets count from the
    /// start of `tiff`, the block's place in the file `bytes`.
    package static func read(_ bytes: [UInt8], tiff: Range<Int>) -> Orientation? {
        guard tiff.lowerBound >= 0, tiff.upperBound <= bytes.count, tiff.count >= 8 else { return nil }
        let block = Block(bytes: bytes, range: tiff)
        guard let block, block.short(at: 2) == 42, let directory = block.long(at: 4),
            let count = block.short(at: directory)
        else { return nil }
        for entry in 0..<min(count, maxEntries) {
            let at = directory + 2 + 12 * entry
            guard let tag = block.short(at: at) else { return nil }
            guard tag == 0x0112 else { continue }
            guard block.short(at: at + 2) == 3, block.long(at: at + 4) == 1,
                let value = block.short(at: at + 8)
            else { return nil }
            return Orientation(rawValue: value)
        }
        return nil
    }

    /// A directory holds a few dozen entries; a longer one is not searched beyond this.
    private static let maxEntries = 512

    private struct Block {
        let bytes: [UInt8]
        let range: Range<Int>
        let isLittleEndian: Bool

        init?(bytes: [UInt8], range: Range<Int>) {
            self.bytes = bytes
            self.range = range
            switch (bytes[range.lowerBound], bytes[range.lowerBound + 1]) {
            case (0x49, 0x49): isLittleEndian = true
            case (0x4D, 0x4D): isLittleEndian = false
            default: return nil
            }
        }

        func short(at offset: Int) -> Int? {
            guard offset >= 0, offset <= range.count - 2 else { return nil }
            let first = Int(bytes[range.lowerBound + offset])
            let second = Int(bytes[range.lowerBound + offset + 1])
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }

        func long(at offset: Int) -> Int? {
            guard let first = short(at: offset), let second = short(at: offset + 2) else { return nil }
            return isLittleEndian ? second << 16 | first : first << 16 | second
        }
    }
}
