/// Finds where a text stops being UTF-8; used only once a fast validation has failed.
enum UTF8Fault {
    /// The offset of the first byte that is not part of a well-formed sequence (Unicode table 3-7), if any.
    static func offset(in bytes: [UInt8], range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            let length = sequenceLength(bytes[index..<range.upperBound])
            guard length > 0 else { return index }
            index += length
        }
        return nil
    }

    /// The length of the well-formed sequence at the front of the slice, or 0 when there is none.
    private static func sequenceLength(_ slice: ArraySlice<UInt8>) -> Int {
        let lead = slice[slice.startIndex]
        let (length, second): (Int, ClosedRange<UInt8>)
        switch lead {
        case 0x00...0x7f: return 1
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xe1...0xec, 0xee...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return 0
        }
        let rest = slice.dropFirst().prefix(length - 1)
        guard rest.count == length - 1, let first = rest.first, second.contains(first) else { return 0 }
        return rest.dropFirst().allSatisfy { (0x80...0xbf).contains($0) } ? length : 0
    }
}
