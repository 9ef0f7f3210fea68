package import Cryptography
package import Decisions
internal import Glibc
internal import StrictJSON
internal import TransparencyLog

/// Writes an export directory, entry by entry, in the layout of tlog-tiles.
///
/// It writes what it is given and judges nothing: leaves in order, the checkpoints over them, the bundles they name.
package struct ExportWriter: ~Copyable {
    private let root: String
    private var tree = TileTree()
    private var leaves: [[UInt8]] = []
    private let checkpoints: AppendFile
    private var newest: StoredCheckpoint?

    /// Begins an export in a directory that does not exist yet.
    package init(directory: String) throws(AuditLogError) {
        root = directory
        guard FileIdentity(path: directory) == nil else {
            throw AuditLogError(.exists, "\(directory): expected no file or directory here")
        }
        try PlainFile.makeDirectory(directory)
        checkpoints = try AppendFile(path: "\(directory)/\(ExportLayout.checkpoints)")
    }

    /// Adds the next entry.
    package mutating func append(leaf: [UInt8]) throws {
        leaves.append(leaf)
        let number = tree.size / Int64(Tile.width)
        for tile in tree.append(MerkleHash.leaf(leaf)) { try write(tile) }
        if leaves.count == Tile.width { try writeLeaves(number) }
    }

    /// How many entries were added.
    package var size: Int64 { tree.size }

    /// The root over them.
    package var treeRoot: SHA256Digest { tree.root }

    /// Adds a signed checkpoint; they are added in the order of their sizes.
    package mutating func add(checkpoint note: String, size: Int64) throws {
        let line: JSONObject = ["note": .string(ExactString(note)), "size": .integer(size)]
        try checkpoints.append(line.canonical() + [0x0a])
        newest = StoredCheckpoint(size: size, note: note)
    }

    /// Adds a bundle's files under a digest.
    package func add(bundle digest: SHA256Digest, files: [BundleFile]) throws {
        for file in files { try write(file.bytes, to: "\(ExportLayout.bundles)/\(digest)/\(file.path)") }
    }

    /// Adds a checkpoint that a witness cosigned.
    package func add(cosigned file: CosignedFile) throws {
        try write(file.bytes, to: "\(ExportLayout.cosignatures)/\(file.name)")
    }

    /// Writes what is partial, the newest checkpoint and the log's key.
    package consuming func finish(vkey: String) throws {
        if !leaves.isEmpty { try writeLeaves(tree.size / Int64(Tile.width)) }
        for tile in tree.partial { try write(tile) }
        try checkpoints.finish()
        if let newest { try write([UInt8](newest.note.utf8), to: ExportLayout.checkpoint) }
        try write([UInt8]("\(vkey)\n".utf8), to: ExportLayout.key)
    }

    private mutating func writeLeaves(_ number: Int64) throws {
        try write(EntryBundle.encode(leaves), to: TilePath(.entries, number, width: leaves.count).text)
        leaves.removeAll(keepingCapacity: true)
    }

    private func write(_ tile: TileTree.Row) throws {
        try write(Tile.encode(tile.hashes), to: tile.path.text)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let full = "\(root)/\(path)"
        if let slash = full.utf8.lastIndex(of: UInt8(ascii: "/")) {
            try PlainFile.makeDirectory(String(full[..<slash]))
        }
        try PlainFile.write(bytes, to: full)
    }
}
