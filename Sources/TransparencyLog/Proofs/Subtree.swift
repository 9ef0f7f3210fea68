/// A part of a tree that can be committed to and proved alone (draft-ietf-plants-merkle-tree-certs, section 4).
///
/// No log here signs subtrees; verifying their proofs is for those of others.
package struct Subtree: Hashable, Sendable {
    /// The first leaf.
    package let start: Int64
    /// The leaf after the last.
    package let end: Int64

    /// A subtree of some leaves, perhaps none; nil unless it starts at a multiple of the smallest power of two that holds it.
    package init?(start: Int64, end: Int64) {
        guard start >= 0, start <= end else { return nil }
        let count = end - start
        let span = count <= 1 ? 1 : UInt64(1) << UInt64(Int64.bitWidth - (count - 1).leadingZeroBitCount)
        guard UInt64(start) % span == 0 else { return nil }
        self.start = start
        self.end = end
    }

    /// Whether a proof leads from a leaf's hash at an index of the whole tree to the subtree's root (section 4.3).
    package func includes(leaf: Hash, at index: Int64, proof: [Hash], root: Hash) -> Bool {
        guard index >= start, index < end else { return false }
        return InclusionProof(index: index - start, size: end - start, hashes: proof)
            .verifies(leaf: leaf, root: root)
    }

    /// Whether a proof shows that a tree of a size holds a subtree of a root (section 4.4).
    ///
    /// An empty subtree has the root of nothing, is in every tree that reaches it, and has no proof.
    package func isConsistent(root: Hash, withTreeOf size: Int64, treeRoot: Hash, proof: [Hash]) -> Bool {
        guard end <= size else { return false }
        if start == end { return proof.isEmpty && root == MerkleHash.emptyRoot }
        var (first, last, whole) = (start, end - 1, size - 1)
        func halve() {
            first >>= 1
            last >>= 1
            whole >>= 1
        }
        if last == whole {
            while first != last { halve() }
        } else {
            while first != last, last & 1 == 1 { halve() }
        }
        var rest = proof[...]
        let isWhole = first == last
        guard let begin = isWhole ? root : rest.popFirst() else { return false }
        var (old, new) = (begin, begin)
        for hash in rest {
            guard whole > 0 else { return false }
            if last & 1 == 1 || last == whole {
                if first < last { old = MerkleHash.node(hash, old) }
                new = MerkleHash.node(hash, new)
                while last & 1 == 0, last > 0 { halve() }
            } else {
                new = MerkleHash.node(new, hash)
            }
            halve()
        }
        return whole == 0 && old == root && new == treeRoot
    }
}
