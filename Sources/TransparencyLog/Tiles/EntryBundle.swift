/// The entries of a tile as bytes (C2SP tlog-tiles): each after its length in two bytes, big-endian.
package enum EntryBundle {
    /// The bytes of entries, none of which has more than 65,535.
    package static func encode(_ entries: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
        for entry in entries {
            precondition(entry.count <= largestEntry, "an entry of a tile has at most 65,535 bytes")
            bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.count))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// The entries, as far as the lengths lead; `rest` is how many bytes at the end belong to none.
    package static func decode(_ bytes: [UInt8]) -> (entries: [[UInt8]], rest: Int) {
        let (entries, rest) = split(bytes)
        return (entries.map { Array($0) }, rest)
    }

    /// The entries where they lie, as far as the lengths lead; `rest` is how many bytes at the end belong to none.
    package static func split(_ bytes: [UInt8]) -> (entries: [ArraySlice<UInt8>], rest: Int) {
        var entries: [ArraySlice<UInt8>] = []
        entries.reserveCapacity(Tile.width)
        var offset = 0
        while offset + 2 <= bytes.count {
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard offset + 2 + length <= bytes.count else { break }
            entries.append(bytes[offset + 2..<offset + 2 + length])
            offset += 2 + length
        }
        return (entries, bytes.count - offset)
    }

    /// The most bytes that an entry can have.
    package static let largestEntry = 65_535
    /// The most bytes that a tile of entries can have.
    package static let largest = Tile.width * (largestEntry + 2)
}
