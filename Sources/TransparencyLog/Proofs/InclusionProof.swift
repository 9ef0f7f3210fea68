/// The proof that a leaf stands at an index of a tree (RFC 6962 section 2.1.1, RFC 9162 section 2.1.3).
package struct InclusionProof: Hashable, Sendable {
    /// The leaf's index.
    package let index: Int64
    /// The tree's size.
    package let size: Int64
    /// The siblings on the way from the leaf to the root.
    package let hashes: [Hash]

    package init(index: Int64, size: Int64, hashes: [Hash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Makes the proof from stored hashes; throws `outOfRange` unless the tree has that leaf.
    package init(index: Int64, size: Int64, from reader: some HashReader) throws {
        guard index >= 0, index < size else {
            throw TransparencyLogError(.outOfRange, "a tree of \(size) has no leaf \(index)")
        }
        var hashes: [Hash] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.middle
            if index < middle {
                hashes.append(try reader.root(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                hashes.append(try reader.root(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        self.init(index: index, size: size, hashes: hashes.reversed())
    }

    /// Whether the proof leads from a leaf's hash to a root (RFC 9162 section 2.1.3.2).
    package func verifies(leaf: Hash, root: Hash) -> Bool { self.root(fromLeaf: leaf) == root }

    /// The root that the proof leads to from a leaf's hash, or nil when the proof has the wrong shape.
    package func root(fromLeaf leaf: Hash) -> Hash? {
        guard index >= 0, index < size else { return nil }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in hashes {
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                hash = MerkleHash.node(sibling, hash)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }
}

extension Range<Int64> {
    /// Where a tree over these leaves divides: after the largest power of two below its size.
    var middle: Int64 {
        let count = upperBound - lowerBound
        return lowerBound + 1 << (Int64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
