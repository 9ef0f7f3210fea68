internal import Cryptography
internal import TransparencyLog

/// Hashes of complete nodes, taken from a source's tiles, and from its newest leaves where there is no tile yet.
struct StoredHashes: HashReader {
    private let source: any LogSource
    private let size: Int64

    init(_ source: some LogSource, size: Int64) {
        self.source = source
        self.size = size
    }

    func hashes(at nodes: [TreeNode]) throws -> [SHA256Digest] {
        try nodes.map { node in
            let span = 1 << (node.level % 8)
            let first = node.index * Int64(span)
            let offset = Int(first % Int64(Tile.width))
            let tile = try self.tile(level: node.level / 8, number: first / Int64(Tile.width))
            guard offset + span <= tile.count else { throw Self.missing(node) }
            return Tile.root(of: Array(tile[offset..<offset + span]))
        }
    }

    private func tile(level: Int, number: Int64) throws -> [SHA256Digest] {
        let width = Tile.width(level: level, number, size: size)
        if width == Tile.width || source.hasPartialTiles {
            guard let hashes = try source.tile(level: level, number: number, width: width) else {
                throw Self.missing(TreeNode(level: 8 * level, index: number))
            }
            return hashes
        }
        let first = number * Int64(Tile.width)
        if level == 0 {
            return try source.leaves(from: first, limit: width).map { MerkleHash.leaf($0.storage) }
        }
        return try (first..<first + Int64(width)).map {
            Tile.root(of: try tile(level: level - 1, number: $0))
        }
    }

    private static func missing(_ node: TreeNode) -> AuditLogError {
        AuditLogError(.damaged, "tree level \(node.level), node \(node.index): no stored hash")
    }
}
