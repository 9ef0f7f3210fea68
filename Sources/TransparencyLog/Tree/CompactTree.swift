/// A tree that grows at the right and keeps only its frontier: enough for appending and for the root.
package struct CompactTree: Hashable, Sendable {
    /// How many leaves there are.
    package private(set) var size: Int64

    /// The roots of the complete subtrees, from left to right: one for each bit that is set in `size`.
    package private(set) var frontier: [Hash]

    /// A tree without leaves.
    package init() {
        size = 0
        frontier = []
    }

    /// A tree as it was saved, or nil when the frontier does not fit the size.
    package init?(size: Int64, frontier: [Hash]) {
        guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.frontier = frontier
    }

    /// Appends a leaf's hash.
    ///
    /// Returns the nodes that became complete, the leaf first, so that they can be stored for proofs.
    @discardableResult
    package mutating func append(_ leaf: Hash) -> [(node: TreeNode, hash: Hash)] {
        var hash = leaf
        var level = 0
        var completed = [(node: TreeNode(level: 0, index: size), hash: leaf)]
        while size >> level & 1 == 1, let left = frontier.popLast() {
            hash = MerkleHash.node(left, hash)
            level += 1
            completed.append((node: TreeNode(level: level, index: size >> level), hash: hash))
        }
        frontier.append(hash)
        size += 1
        return completed
    }

    /// Appends a leaf's hash, and to `tileRoots` the roots of the tiles that it fills, the lowest level first.
    mutating func append(_ leaf: Hash, tileRoots: inout [Hash]) {
        var hash = leaf
        var level = 0
        while size >> level & 1 == 1, let left = frontier.popLast() {
            hash = MerkleHash.node(left, hash)
            level += 1
            if level.isMultiple(of: Tile.height) { tileRoots.append(hash) }
        }
        frontier.append(hash)
        size += 1
    }

    /// Appends a leaf's hash without naming the nodes that became complete.
    package mutating func grow(_ leaf: Hash) {
        var roots: [Hash] = []
        append(leaf, tileRoots: &roots)
    }

    /// The tree head (RFC 6962 section 2.1).
    package var root: Hash { Hash(folding: frontier) }
}

extension Hash {
    /// The root over subtrees from left to right, whose sizes fall: folded from the right.
    init(folding subtrees: [Hash]) {
        guard let last = subtrees.last else {
            self = MerkleHash.emptyRoot
            return
        }
        self = subtrees.dropLast().reversed().reduce(last) { right, left in MerkleHash.node(left, right) }
    }
}
