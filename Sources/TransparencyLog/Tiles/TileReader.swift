internal import Cryptography

/// Where the files of a tiled log are: a directory, a web server, memory.
package protocol TileReader {
    /// The bytes at a path such as `checkpoint` or `tile/0/000`, or nil when nothing is there.
    ///
    /// Of a larger file the first `limit + 1` bytes, so that it is not taken for what was expected. Throws when it cannot be
    /// read.
    func bytes(at path: String, limit: Int) throws -> [UInt8]?
}

extension TileReader {
    /// The hashes of a tile of a tree; a full tile stands in for a partial one that was removed.
    ///
    /// Nil when there is none, or it does not have the width.
    package func hashes(_ path: TilePath) throws -> [Hash]? {
        for found in [path, TilePath(path.content, path.number, width: Tile.width)] {
            guard let bytes = try bytes(at: found.text, limit: Tile.width * Hash.byteCount) else { continue }
            guard let hashes = Tile.decode(bytes), hashes.count == found.width else { return nil }
            return Array(hashes.prefix(path.width))
        }
        return nil
    }

    /// The entries of a tile, likewise.
    package func entries(_ path: TilePath) throws -> [[UInt8]]? {
        for found in [path, TilePath(path.content, path.number, width: Tile.width)] {
            guard let bytes = try bytes(at: found.text, limit: EntryBundle.largest) else { continue }
            let (entries, rest) = EntryBundle.decode(bytes)
            guard rest == 0, entries.count == found.width else { return nil }
            return Array(entries.prefix(path.width))
        }
        return nil
    }

    /// The signed checkpoint as it is stored, or nil.
    package func checkpoint() throws -> [UInt8]? { try bytes(at: "checkpoint", limit: 1_000_000) }
}
