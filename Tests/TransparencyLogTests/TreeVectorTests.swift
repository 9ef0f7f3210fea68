import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog

@Suite(
    "The tree against other implementations",
    .enabled(if: SharedData.isPresent("tlog"), "shared data absent")
)
struct TreeVectorTests {
    private func decode<T: Decodable>(_ type: T.Type, _ file: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(try SharedData.bytes("tlog/\(file)")))
    }

    @Test("RFC 6962's reference leaves, nodes and roots")
    func referenceHashes() throws {
        let vectors = try decode(ReferenceHashes.self, "rfc6962_hashes.json")
        var tree = CompactTree()
        var nodes: [TreeNode: Hash] = [:]
        #expect(tree.root.hex == vectors.root_by_size[0])
        for (index, leaf) in vectors.leaf_inputs_hex.enumerated() {
            let bytes = try #require(Hex.decode(leaf))
            for (node, hash) in tree.append(MerkleHash.leaf(bytes)) { nodes[node] = hash }
            #expect(tree.root.hex == vectors.root_by_size[index + 1])
        }
        for (level, hashes) in vectors.node_hashes_by_level.enumerated() {
            for (index, hash) in hashes.enumerated() {
                guard let ours = nodes[TreeNode(level: level, index: Int64(index))] else { continue }
                #expect(ours.hex == hash)
            }
        }
        #expect(nodes.count == 15)
    }

    @Test("all 98 inclusion cases of transparency-dev, a hash of another length included")
    func inclusion() throws {
        let cases = try decode([InclusionCase].self, "merkle/inclusion.json")
        #expect(cases.count == 98)
        for test in cases {
            #expect(verdict(test) != test.wantErr, "\(test._file)")
        }
    }

    /// One case is accepted there with two roots of 12 bytes, which are placeholders; here a root has 32 bytes or is refused.
    @Test(
        "all 98 consistency cases of transparency-dev, from 0 to 0 included, but for one whose roots are not hashes"
    )
    func consistency() throws {
        let cases = try decode([ConsistencyCase].self, "merkle/consistency.json")
        #expect(cases.count == 98)
        let placeholder = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"
        #expect(cases.filter { $0._file == placeholder }.count == 1)
        for test in cases {
            #expect(verdict(test) == (!test.wantErr && test._file != placeholder), "\(test._file)")
        }
    }

    @Test("the Go checksum database's 89 roots, 22 inclusion and 19 consistency proofs")
    func checksumDatabase() throws {
        let vectors = try decode(ChecksumDatabase.self, "sumdb_tlog_vectors.json")
        #expect((vectors.Roots.count, vectors.Inclusion.count, vectors.Consistency.count) == (89, 22, 19))
        let sizes = Dictionary(
            uniqueKeysWithValues: vectors.Roots.compactMap { key, root in Int64(key).map { ($0, root) } }
        )
        #expect(sizes.count == 89)
        var tree = StoredTree()
        for size in 0...(sizes.keys.max() ?? 0) {
            if let root = sizes[size] {
                #expect(tree.root.hex == root)
                #expect(try tree.root(size: size).hex == root)
            }
            tree.append(MerkleHash.leaf(Array("leaf \(size)".utf8)))
        }
        for proof in vectors.Inclusion {
            let ours = try InclusionProof(index: proof.Index, size: proof.Size, from: tree)
            #expect(ours.hashes.map(\.hex) == proof.Proof ?? [])
            let leaf = try #require(Hash(hex: proof.Leaf))
            #expect(ours.verifies(leaf: leaf, root: try tree.root(size: proof.Size)))
        }
        for proof in vectors.Consistency {
            let ours = try ConsistencyProof(from: proof.Size1, to: proof.Size2, reader: tree)
            #expect(ours.hashes.map(\.hex) == proof.Proof ?? [])
        }
    }

    private func verdict(_ test: InclusionCase) -> Bool {
        let hashes = (test.proof ?? []).compactMap { Hash(base64: $0 ?? "") }
        guard hashes.count == (test.proof ?? []).count, let leaf = Hash(base64: test.leafHash ?? ""),
            let root = Hash(base64: test.root ?? ""), let index = Int64(exactly: test.leafIdx),
            let size = Int64(exactly: test.treeSize)
        else { return false }
        return InclusionProof(index: index, size: size, hashes: hashes).verifies(leaf: leaf, root: root)
    }

    private func verdict(_ test: ConsistencyCase) -> Bool {
        let hashes = (test.proof ?? []).compactMap { Hash(base64: $0 ?? "") }
        guard hashes.count == (test.proof ?? []).count, let old = Hash(base64: test.root1 ?? ""),
            let new = Hash(base64: test.root2 ?? ""), let oldSize = Int64(exactly: test.size1),
            let newSize = Int64(exactly: test.size2)
        else { return false }
        let proof = ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes)
        return proof.verifies(oldRoot: old, newRoot: new)
    }
}

// The names are the files' own.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct ReferenceHashes: Decodable {
    let leaf_inputs_hex: [String]
    let root_by_size: [String]
    let node_hashes_by_level: [[String]]
}

// swift-format-ignore: AlwaysUseLowerCamelCase, NoLeadingUnderscores
private struct InclusionCase: Decodable {
    let leafIdx: UInt64
    let treeSize: UInt64
    let root: String?
    let leafHash: String?
    let proof: [String?]?
    let wantErr: Bool
    let _file: String
}

// swift-format-ignore: AlwaysUseLowerCamelCase, NoLeadingUnderscores
private struct ConsistencyCase: Decodable {
    let size1: UInt64
    let size2: UInt64
    let root1: String?
    let root2: String?
    let proof: [String?]?
    let wantErr: Bool
    let _file: String
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct ChecksumDatabase: Decodable {
    struct InclusionVector: Decodable {
        let Index: Int64
        let Size: Int64
        let Leaf: String
        let Proof: [String]?
    }
    struct ConsistencyVector: Decodable {
        let Size1: Int64
        let Size2: Int64
        let Proof: [String]?
    }
    let Roots: [String: String]
    let Inclusion: [InclusionVector]
    let Consistency: [ConsistencyVector]
}
