import Cryptography
import Support
import Testing
import TransparencyLog

@Suite("Tiled logs")
struct TileTests {
    private let log: NoteSigner

    init() throws { log = try NoteSigner(name: "gate.example/log", key: .generate(.ed25519)) }

    /// A tiled log in memory, as its files.
    private struct Files: TileReader {
        var files: [String: [UInt8]] = [:]

        func bytes(at path: String, limit: Int) throws -> [UInt8]? {
            files[path].map { Array($0.prefix(limit + 1)) }
        }
    }

    private func entry(_ index: Int64) -> [UInt8] { Array("entry \(index)".utf8) }

    private func written(_ size: Int64) throws -> Files {
        var files = Files()
        var tree = TileTree()
        var entries: [[UInt8]] = []
        for index in 0..<size {
            entries.append(entry(index))
            for row in tree.append(MerkleHash.leaf(entry(index))) {
                files.files[row.path.text] = Tile.encode(row.hashes)
            }
            guard entries.count == Tile.width || index == size - 1 else { continue }
            let path = TilePath(.entries, index / 256, width: entries.count)
            files.files[path.text] = EntryBundle.encode(entries)
            entries = []
        }
        for row in tree.partial { files.files[row.path.text] = Tile.encode(row.hashes) }
        let checkpoint = Checkpoint(origin: "gate.example/log", size: size, root: tree.root)
        files.files["checkpoint"] = try checkpoint.signed(by: [log]).encoded
        return files
    }

    @Test(
        "a path is written as the specification writes it, and read back only so",
        arguments: [
            (TilePath(.hashes(level: 0), 0, width: 256), "tile/0/000"),
            (TilePath(.hashes(level: 1), 1_234_067, width: 256), "tile/1/x001/x234/067"),
            (TilePath(.entries, 1000, width: 112), "tile/entries/x001/000.p/112"),
            (TilePath(.hashes(level: 63), 999, width: 1), "tile/63/999.p/1"),
        ]
    )
    func paths(path: TilePath, text: String) {
        #expect(path.text == text)
        #expect(TilePath(text: text) == path)
    }

    @Test(
        "what is no tile's path is refused",
        arguments: [
            "", "tile", "tile/0", "tile/0/", "tile/64/000", "tile/00/000", "tile/0/0", "tile/0/0000",
            "tile/x/000",
            "tile/0/x000/001", "tile/0/001/067", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256",
            "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/+01", "tile/0/000/", "/tile/0/000",
            "tile/entries/00a", "tile/-1/000", "tile/0/xx001/067", "tile/0/x00x/067", ".p/1", "tile/.p/1",
        ]
    )
    func refusedPaths(text: String) { #expect(TilePath(text: text) == nil) }

    @Test("a tree of 70,000 has the tiles that the specification counts")
    func widths() {
        #expect(Tile.width(level: 0, 272, size: 70_000) == 256)
        #expect(Tile.width(level: 0, 273, size: 70_000) == 112)
        #expect(Tile.width(level: 0, 274, size: 70_000) == 0)
        #expect(Tile.width(level: 1, 1, size: 70_000) == 17)
        #expect(Tile.width(level: 2, 0, size: 70_000) == 1)
        #expect(Tile.width(level: 3, 0, size: 70_000) == 0)
        #expect(Tile.width(level: 1, 0, size: 256) == 1)
    }

    @Test(
        "what was written verifies by the key alone, at the borders of tiles too",
        arguments: [0, 1, 255, 256, 257, 511, 512, 70_000]
    )
    func roundTrip(size: Int64) throws {
        let report = try TileLogCheck.verify(written(size), key: log.verifier)
        #expect(report.faults.isEmpty)
        #expect(report.root == report.checkpoint.root)
        #expect(report.checkpoint.size == size)
    }

    @Test("a full tile stands in for a partial one that was removed")
    func fullForPartial() throws {
        var files = try written(300)
        let later = try written(512)
        for path in ["tile/entries/001", "tile/0/001"] {
            #expect(files.files.removeValue(forKey: path + ".p/44") != nil)
            files.files[path] = later.files[path]
        }
        #expect(try TileLogCheck.verify(files, key: log.verifier).faults.isEmpty)
    }

    @Test("every changed, missing, longer or shorter file of a log of 300 is found, and named")
    func changes() throws {
        let files = try written(300)
        for (path, bytes) in files.files where path != "checkpoint" {
            var changed = files
            for position in Set([0, bytes.count / 2, bytes.count - 1]) {
                changed.files[path] = bytes
                changed.files[path]?[position] ^= 1
                try #expect(isFound(changed, path), "\(path), byte \(position)")
            }
            for other in [nil, [], bytes + [0], Array(bytes.dropLast()), bytes + bytes] as [[UInt8]?] {
                changed.files[path] = other
                try #expect(isFound(changed, path), "\(path), \(other?.count ?? -1) bytes")
            }
        }
        #expect(files.files.count == 6)
    }

    /// Whether a fault names the file, or, for an entry that still has its length, the hash tile above it.
    private func isFound(_ files: Files, _ path: String) throws -> Bool {
        let report = try TileLogCheck.verify(files, key: log.verifier)
        let above = path.replacing("entries", with: "0")
        return report.faults.contains { $0.path == path || $0.path == above }
    }

    @Test("no checkpoint, another's, or one of another log verifies nothing")
    func checkpoints() throws {
        var files = try written(3)
        let other = try NoteSigner(name: "gate.example/log", key: .generate(.ed25519))
        #expect(throws: TransparencyLogError.self) { try TileLogCheck.verify(files, key: other.verifier) }
        files.files["checkpoint"] = nil
        #expect(throws: TransparencyLogError.self) { try TileLogCheck.verify(files, key: log.verifier) }
    }

    @Test("a checkpoint over other entries is a fault of the root")
    func root() throws {
        var files = try written(3)
        let wrong = Checkpoint(origin: "gate.example/log", size: 3, root: MerkleHash.emptyRoot)
        files.files["checkpoint"] = try wrong.signed(by: [log]).encoded
        let report = try TileLogCheck.verify(files, key: log.verifier)
        #expect(report.faults.map(\.path) == ["checkpoint"])
    }

    @Test("proofs made from tiles are those made from the whole tree, across levels of tiles")
    func proofs() throws {
        let size: Int64 = 66_000
        let files = try written(size)
        let hashes = TileHashes(files, size: size)
        let tree = StoredTree(leaves: (0..<size).map { MerkleHash.leaf(entry($0)) })
        for index in [0, 255, 256, 65_535, 65_536, size - 1] {
            let proof = try InclusionProof(index: index, size: size, from: hashes)
            #expect(try proof == InclusionProof(index: index, size: size, from: tree))
        }
        for old in [1, 255, 256, 257, 65_536, 65_999, size] {
            let proof = try ConsistencyProof(from: old, to: size, reader: hashes)
            #expect(try proof == ConsistencyProof(from: old, to: size, reader: tree))
            #expect(proof.verifies(oldRoot: try tree.root(size: old), newRoot: try tree.root(size: size)))
        }
        var lacking = files
        lacking.files["tile/0/000"] = nil
        #expect(throws: TransparencyLogError.self) {
            try InclusionProof(index: 0, size: size, from: TileHashes(lacking, size: size))
        }
        #expect(throws: TransparencyLogError.self) {
            try hashes.hashes(at: [TreeNode(level: 0, index: size)])
        }
        #expect(throws: TransparencyLogError.self) { try hashes.hashes(at: [TreeNode(level: 0, index: -1)]) }
    }
}
