internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// Trees and proofs: RFC 6962's reference, transparency-dev/merkle, the Go checksum database.
enum TreeVectors {
    static func hashes(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("hashes")
        let json = try files.json("rfc6962_hashes.json")
        var tree = CompactTree()
        var nodes: [TreeNode: Hash] = [:]
        let roots = try json["root_by_size"].array().map { try $0.string() }
        part.judge(tree.root.hex == roots.first, "the root of 0")
        for (leaf, root) in zip(try json["leaf_inputs_hex"].array(), roots.dropFirst()) {
            for (node, hash) in tree.append(MerkleHash.leaf(try leaf.hex())) { nodes[node] = hash }
            part.judge(tree.root.hex == root, "the root of \(tree.size)")
        }
        for (level, row) in try json["node_hashes_by_level"].array().enumerated() {
            for (index, hash) in try row.array().enumerated() {
                let node = TreeNode(level: level, index: Int64(index))
                part.judge(nodes[node]?.hex == (try hash.string()), "node \(index) of level \(level)")
            }
        }
        let known = try json["hasher"]
        let leaf = MerkleHash.leaf(Array("L123456".utf8))
        let both = SHA256Digest.of([1] + Array("N123N456".utf8))
        let answers = try [
            ("empty_root", MerkleHash.emptyRoot), ("leaf_empty", MerkleHash.leaf([])),
            ("leaf_ascii_L123456", leaf), ("node_ascii_N123_N456", both),
        ].map { (try known[ExactString($0.0)].string(), $0.1.hex, $0.0) }
        for (expected, found, name) in answers { part.judge(expected == found, name) }
        return part
    }

    static func inclusion(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("inclusion")
        for test in try files.json("merkle/inclusion.json").array() {
            var verdict = false
            if let leaf = try test["leafHash"].hash(), let root = try test["root"].hash(),
                let index = try test["leafIdx"].integer(), let size = try test["treeSize"].integer(),
                let hashes = try test["proof"].hashes()
            {
                verdict = InclusionProof(index: index, size: size, hashes: hashes)
                    .verifies(leaf: leaf, root: root)
            }
            try part.judge(verdict != test["wantErr"].bool(), test["_file"].string())
        }
        return part
    }

    static func consistency(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("consistency")
        for test in try files.json("merkle/consistency.json").array() {
            let (old, new) = (try test["root1"].hash(), try test["root2"].hash())
            let isExpected = try !test["wantErr"].bool()
            if isExpected, old == nil, new == nil {
                // A root has 32 bytes; this one case accepts two that are words.
                part.except("\(try test["_file"].string()): its roots are not hashes, and so refused here")
                continue
            }
            var verdict = false
            if let old, let new, let from = try test["size1"].integer(), let to = try test["size2"].integer(),
                let hashes = try test["proof"].hashes()
            {
                verdict = ConsistencyProof(oldSize: from, newSize: to, hashes: hashes)
                    .verifies(oldRoot: old, newRoot: new)
            }
            try part.judge(verdict == isExpected, test["_file"].string())
        }
        return part
    }

    static func subtreeInclusion(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("subtree inclusion")
        for test in try files.json("merkle/subtreeinclusion.json").array() {
            var verdict = false
            if let subtree = try subtree(test), let index = try test["leafIdx"].integer(),
                let leaf = try test["leafHash"].hash(), let root = try test["root"].hash(),
                let hashes = try test["proof"].hashes()
            {
                verdict = subtree.includes(leaf: leaf, at: index, proof: hashes, root: root)
            }
            try part.judge(verdict != test["wantErr"].bool(), test["_file"].string())
        }
        return part
    }

    static func subtreeConsistency(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("subtree consistency")
        for test in try files.json("merkle/subtreeconsistency.json").array() {
            let (root, tree) = (try test["root1"].hash(), try test["root2"].hash())
            let isExpected = try !test["wantErr"].bool()
            if isExpected, root == nil || tree == nil {
                part.except("\(try test["_file"].string()): its roots are not hashes, and so refused here")
                continue
            }
            var verdict = false
            if let root, let tree, let subtree = try subtree(test), let size = try test["size"].integer(),
                let hashes = try test["proof"].hashes()
            {
                verdict = subtree.isConsistent(
                    root: root,
                    withTreeOf: size,
                    treeRoot: tree,
                    proof: hashes
                )
            }
            try part.judge(verdict == isExpected, test["_file"].string())
        }
        return part
    }

    static func checksumDatabase(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("checksum database")
        let json = try files.json("sumdb_tlog_vectors.json")
        var roots: [Int64: String] = [:]
        for (name, root) in try json["Roots"].members() {
            guard let size = TreeNumber.parse(name.utf8) else { throw root.wrong("a size as name") }
            roots[size] = try root.string()
        }
        var tree = StoredTree()
        for size in 0...(roots.keys.max() ?? 0) {
            if let root = roots[size] { part.judge(tree.root.hex == root, "the root of \(size)") }
            tree.append(MerkleHash.leaf(Array("leaf \(size)".utf8)))
        }
        for test in try json["Inclusion"].array() {
            let (index, size) = (try test["Index"].integer() ?? -1, try test["Size"].integer() ?? -1)
            let ours = try InclusionProof(index: index, size: size, from: tree)
            let leaf = MerkleHash.leaf(Array("leaf \(index)".utf8))
            let isSame = try ours.hashes.map(\.hex) == test["Proof"].array().map { try $0.string() }
            let isLeaf = try leaf.hex == test["Leaf"].string()
            part.judge(
                try isSame && isLeaf && ours.verifies(leaf: leaf, root: tree.root(size: size)),
                "inclusion of \(index) in \(size)"
            )
        }
        for test in try json["Consistency"].array() {
            let (old, new) = (try test["Size1"].integer() ?? -1, try test["Size2"].integer() ?? -1)
            let ours = try ConsistencyProof(from: old, to: new, reader: tree)
            let isSame = try ours.hashes.map(\.hex) == test["Proof"].array().map { try $0.string() }
            part.judge(
                try isSame && ours.verifies(oldRoot: tree.root(size: old), newRoot: tree.root(size: new)),
                "consistency from \(old) to \(new)"
            )
        }
        return part
    }

    private static func subtree(_ test: VectorJSON) throws -> Subtree? {
        guard let start = try test["start"].integer(), let end = try test["end"].integer() else { return nil }
        return Subtree(start: start, end: end)
    }
}
