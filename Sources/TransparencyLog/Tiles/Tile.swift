internal import Cryptography

/// A tile's hashes (C2SP tlog-tiles): up to 256 of one level, 32 bytes each, one after the other.
package enum Tile {
    /// Hashes or entries in a full tile.
    package static let width = 256

    /// Levels of the tree between a full tile's hashes and its root.
    static let height = 8

    /// The hashes as bytes.
    package static func encode(_ hashes: [Hash]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Hash.byteCount)
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }

    /// The hashes, or nil when the bytes are not a whole number of them.
    package static func decode(_ bytes: [UInt8]) -> [Hash]? { Hash.list(bytes) }

    /// How wide a tile is in a tree of a size: 256, less at the end, 0 beyond it.
    package static func width(level: Int, _ number: Int64, size: Int64) -> Int {
        let hashes = level < 8 ? size >> Int64(8 * level) : 0
        let (first, overflow) = number.multipliedReportingOverflow(by: Int64(width))
        return overflow ? 0 : Int(max(0, min(Int64(width), hashes - first)))
    }

    /// The root of a full subtree whose hashes of one level are given; their count is a power of two.
    package static func root(of hashes: [Hash]) -> Hash {
        precondition(hashes.count.nonzeroBitCount == 1, "a full subtree has a power of two of hashes")
        var row = hashes
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { MerkleHash.node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }
}
