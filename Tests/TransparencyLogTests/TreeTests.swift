import Cryptography
import Testing
import TransparencyLog

@Suite("The tree")
struct TreeTests {
    private func leaf(_ index: Int64) -> Hash { MerkleHash.leaf(Array("leaf \(index)".utf8)) }

    private func tree(_ size: Int64) -> StoredTree { StoredTree(leaves: (0..<size).map(leaf)) }

    @Test("an empty tree has the digest of nothing as its root")
    func empty() throws {
        #expect(CompactTree().root == MerkleHash.emptyRoot)
        #expect(try StoredTree().root(size: 0) == MerkleHash.emptyRoot)
    }

    @Test("the compact tree and the stored tree agree at every size, and so does a reopened frontier")
    func compact() throws {
        var compact = CompactTree()
        let stored = tree(70)
        for size in Int64(0)..<70 {
            #expect(try stored.root(size: size) == compact.root)
            let reopened = try #require(CompactTree(size: compact.size, frontier: compact.frontier))
            #expect(reopened == compact)
            compact.append(leaf(size))
        }
    }

    @Test("a frontier that does not fit the size is refused")
    func frontier() {
        #expect(CompactTree(size: 3, frontier: [leaf(0)]) == nil)
        #expect(CompactTree(size: -1, frontier: []) == nil)
        #expect(CompactTree(size: 0, frontier: [leaf(0)]) == nil)
    }

    @Test("appending reports every node that becomes complete, exactly once")
    func completed() {
        var compact = CompactTree()
        var seen: Set<TreeNode> = []
        for index in Int64(0)..<64 {
            for (node, _) in compact.append(leaf(index)) { #expect(seen.insert(node).inserted) }
        }
        #expect(seen.count == 127)
    }

    @Test("every leaf of every tree up to 40 is included, and no other leaf passes for it")
    func inclusion() throws {
        let tree = tree(40)
        for size in Int64(1)...40 {
            let root = try tree.root(size: size)
            for index in 0..<size {
                let proof = try InclusionProof(index: index, size: size, from: tree)
                #expect(proof.verifies(leaf: leaf(index), root: root))
                #expect(!proof.verifies(leaf: leaf(index + 1), root: root))
                let longer = InclusionProof(index: index, size: size, hashes: proof.hashes + [root])
                #expect(!longer.verifies(leaf: leaf(index), root: root))
                let moved = InclusionProof(index: size - 1 - index, size: size, hashes: proof.hashes)
                #expect(moved.verifies(leaf: leaf(index), root: root) == (moved.index == index))
            }
        }
    }

    @Test("the tree is consistent from every size to every later size, and with no other root")
    func consistency() throws {
        let tree = tree(40)
        for new in Int64(1)...40 {
            let newRoot = try tree.root(size: new)
            for old in 1...new {
                let oldRoot = try tree.root(size: old)
                let proof = try ConsistencyProof(from: old, to: new, reader: tree)
                #expect(proof.verifies(oldRoot: oldRoot, newRoot: newRoot))
                #expect(!proof.verifies(oldRoot: leaf(99), newRoot: newRoot))
                #expect(!proof.verifies(oldRoot: oldRoot, newRoot: leaf(99)))
                let longer = ConsistencyProof(oldSize: old, newSize: new, hashes: proof.hashes + [oldRoot])
                #expect(!longer.verifies(oldRoot: oldRoot, newRoot: newRoot))
            }
        }
    }

    @Test("no proof leads from an empty tree, backwards, or to a leaf that is not there")
    func outOfRange() {
        let tree = tree(4)
        #expect(throws: TransparencyLogError.self) { try ConsistencyProof(from: 0, to: 4, reader: tree) }
        #expect(throws: TransparencyLogError.self) { try ConsistencyProof(from: 0, to: 0, reader: tree) }
        #expect(throws: TransparencyLogError.self) { try ConsistencyProof(from: 4, to: 3, reader: tree) }
        #expect(throws: TransparencyLogError.self) { try InclusionProof(index: 4, size: 4, from: tree) }
        #expect(throws: TransparencyLogError.self) { try InclusionProof(index: -1, size: 4, from: tree) }
        #expect(throws: TransparencyLogError.self) { try InclusionProof(index: 0, size: 9, from: tree) }
        let nothing = ConsistencyProof(oldSize: 0, newSize: 0, hashes: [])
        #expect(!nothing.verifies(oldRoot: MerkleHash.emptyRoot, newRoot: MerkleHash.emptyRoot))
    }
}
