internal import Cryptography
internal import TransparencyLog

extension LogQueries: HashReader {
    /// The hashes of complete nodes: from full tiles, and below them from the newest leaves.
    func hashes(at nodes: [TreeNode]) throws -> [SHA256Digest] { try nodes.map(hash) }

    private func hash(at node: TreeNode) throws -> SHA256Digest {
        let level = node.level / 8
        let span = 1 << (node.level % 8)
        let first = node.index * Int64(span)
        let number = first / Int64(Tile.width)
        let offset = Int(first % Int64(Tile.width))
        if let hashes = try tile(level: level, number: number), hashes.count == Tile.width {
            return Tile.root(of: Array(hashes[offset..<offset + span]))
        }
        return Tile.root(of: try hashesOutsideTiles(level: level, from: first, count: span))
    }

    /// Hashes of a tile that is not full yet: of leaves, or of the full tiles one level below.
    private func hashesOutsideTiles(level: Int, from first: Int64, count: Int) throws -> [SHA256Digest] {
        var hashes: [SHA256Digest] = []
        if level == 0 {
            hashes = try entries(from: first, limit: count).map { MerkleHash.leaf($0.bytes) }
        } else {
            for number in first..<first + Int64(count) {
                guard let below = try tile(level: level - 1, number: number) else { break }
                hashes.append(Tile.root(of: below))
            }
        }
        guard hashes.count == count else {
            throw AuditLogError(
                .damaged,
                "tree level \(8 * level), node \(first): expected \(count) stored hashes"
            )
        }
        return hashes
    }
}
