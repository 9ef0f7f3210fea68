/// The proof that one tree is the beginning of another (RFC 6962 section 2.1.2, RFC 9162 section 2.1.4).
///
/// There is none from an empty tree: everything begins with nothing, so such a proof would prove nothing.
package struct ConsistencyProof: Hashable, Sendable {
    /// The size of the earlier tree, at least 1.
    package let oldSize: Int64
    /// The size of the later tree.
    package let newSize: Int64
    /// The nodes from which both roots follow.
    package let hashes: [Hash]

    package init(oldSize: Int64, newSize: Int64, hashes: [Hash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Makes the proof from stored hashes; throws `outOfRange` unless 1 <= `oldSize` <= `newSize`.
    package init(from oldSize: Int64, to newSize: Int64, reader: some HashReader) throws {
        guard oldSize >= 1, oldSize <= newSize else {
            throw TransparencyLogError(
                .outOfRange,
                "no consistency proof leads from \(oldSize) to \(newSize)"
            )
        }
        var hashes: [Hash] = []
        var range = 0..<newSize
        // Whether the subtree at hand is the whole earlier tree, whose root the verifier already has.
        var isOldTree = true
        while range.upperBound != oldSize {
            let middle = range.middle
            if oldSize <= middle {
                hashes.append(try reader.root(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                hashes.append(try reader.root(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
                isOldTree = false
            }
        }
        if !isOldTree { hashes.append(try reader.root(of: range)) }
        self.init(oldSize: oldSize, newSize: newSize, hashes: hashes.reversed())
    }

    /// Whether the proof leads from one root to the other (RFC 9162 section 2.1.4.2).
    package func verifies(oldRoot: Hash, newRoot: Hash) -> Bool {
        guard oldSize >= 1, oldSize <= newSize else { return false }
        if oldSize == newSize { return hashes.isEmpty && oldRoot == newRoot }
        var rest = hashes[...]
        if oldSize.nonzeroBitCount == 1 { rest = [oldRoot] + rest }
        guard let first = rest.popFirst() else { return false }
        var node = oldSize - 1
        var last = newSize - 1
        let shift = node.trailingOneBitCount
        node >>= shift
        last >>= shift
        var old = first
        var new = first
        for sibling in rest {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                old = MerkleHash.node(sibling, old)
                new = MerkleHash.node(sibling, new)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = MerkleHash.node(new, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }
}

extension Int64 {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
