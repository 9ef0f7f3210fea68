internal import Cryptography
internal import TransparencyLog

extension TileTree {
    /// The tree as stored: the frontier from the nodes that are complete, the pending hashes from what no tile has yet.
    init(size: Int64, from queries: LogQueries) throws {
        self.init()
        var pending: [[SHA256Digest]] = []
        var level = 0
        while size >> Int64(8 * level) > 0 {
            let complete = size >> Int64(8 * level)
            let first = complete - complete % Int64(Tile.width)
            pending.append(
                try queries.hashes(at: (first..<complete).map { TreeNode(level: 8 * level, index: $0) })
            )
            level += 1
        }
        let frontier = try queries.hashes(at: Self.frontierNodes(size: size))
        guard let compact = CompactTree(size: size, frontier: frontier) else {
            throw AuditLogError(.damaged, "the tree of \(size) entries cannot be restored")
        }
        self.init(size: size, pending: pending, frontier: compact)
    }

    /// The roots of the complete subtrees, from left to right.
    private static func frontierNodes(size: Int64) -> [TreeNode] {
        var nodes: [TreeNode] = []
        var start: Int64 = 0
        for level in stride(from: 62, through: 0, by: -1) where size >> Int64(level) & 1 == 1 {
            nodes.append(TreeNode(level: level, index: start >> Int64(level)))
            start += 1 << Int64(level)
        }
        return nodes
    }
}
