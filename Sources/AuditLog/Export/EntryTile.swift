/// The entries of a tile as bytes: each leaf after its length in two bytes, big-endian.
enum EntryTile {
    static func encode(_ leaves: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(leaves.reduce(0) { $0 + $1.count + 2 })
        for leaf in leaves {
            bytes.append(UInt8(truncatingIfNeeded: leaf.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: leaf.count))
            bytes.append(contentsOf: leaf)
        }
        return bytes
    }

    /// The leaves, as far as the lengths lead; `rest` is how many bytes at the end belong to none.
    static func decode(_ bytes: [UInt8]) -> (leaves: [[UInt8]], rest: Int) {
        var leaves: [[UInt8]] = []
        var offset = 0
        while offset + 2 <= bytes.count {
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            guard offset + 2 + length <= bytes.count else { break }
            leaves.append(Array(bytes[offset + 2..<offset + 2 + length]))
            offset += 2 + length
        }
        return (leaves, bytes.count - offset)
    }
}
