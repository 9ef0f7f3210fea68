/// The hashes of complete nodes of a tiled log, for making proofs; nothing that the tiles say is verified here.
package struct TileHashes<Reader: TileReader>: HashReader {
    private let reader: Reader
    private let size: Int64

    /// The hashes of the tree of a size.
    package init(_ reader: Reader, size: Int64) {
        self.reader = reader
        self.size = size
    }

    package func hashes(at nodes: [TreeNode]) throws -> [Hash] {
        try nodes.map { node in
            let span = 1 << (node.level % 8)
            let (first, overflow) = node.index.multipliedReportingOverflow(by: Int64(span))
            let content = TilePath.Content.hashes(level: node.level / 8)
            let offset = Int(first % Int64(Tile.width))
            guard !overflow, node.index >= 0,
                let path = TilePath.inTree(of: size, content, first / Int64(Tile.width)),
                offset + span <= path.width
            else { throw TransparencyLogError(.outOfRange, "the tree of \(size) has no node \(node)") }
            guard let hashes = try reader.hashes(path) else {
                throw TransparencyLogError(.malformedTile, "\(path.text): expected \(path.width) hashes")
            }
            return Tile.root(of: Array(hashes[offset..<offset + span]))
        }
    }
}
