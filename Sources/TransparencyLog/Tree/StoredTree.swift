/// A tree in memory that keeps every complete node: for exports, verification and tests.
package struct StoredTree: Sendable {
    private var levels: [[Hash]] = []
    private var compact = CompactTree()

    /// A tree without leaves.
    package init() {}

    /// A tree over leaf hashes.
    package init(leaves: some Sequence<Hash>) {
        for leaf in leaves { append(leaf) }
    }

    /// How many leaves there are.
    package var size: Int64 { compact.size }

    /// The tree head.
    package var root: Hash { compact.root }

    /// Appends a leaf's hash.
    package mutating func append(_ leaf: Hash) {
        for (node, hash) in compact.append(leaf) {
            if levels.count == node.level { levels.append([]) }
            levels[node.level].append(hash)
        }
    }
}

extension StoredTree: HashReader {
    package func hashes(at nodes: [TreeNode]) throws -> [Hash] {
        try nodes.map { node in
            guard levels.indices.contains(node.level), node.index >= 0, node.index < levels[node.level].count
            else {
                throw TransparencyLogError(
                    .outOfRange,
                    "node \(node.index) of level \(node.level) is not in the tree"
                )
            }
            return levels[node.level][Int(node.index)]
        }
    }
}
