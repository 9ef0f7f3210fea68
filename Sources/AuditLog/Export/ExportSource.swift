package import Cryptography
package import Decisions
internal import StrictJSON
internal import TransparencyLog

/// An export directory, as ``ExportLayout`` describes it.
package final class ExportSource: LogSource {
    package let place: String
    private let root: String
    private let size: Int64
    private let lines: CheckpointLines

    /// Opens an export; throws `missing` or `wrongFormat` when it does not say how many entries it has.
    package init(directory: String) throws(AuditLogError) {
        root = directory
        place = directory
        lines = CheckpointLines(
            path: "\(directory)/\(ExportLayout.checkpoints)",
            name: "\(directory)/\(ExportLayout.checkpoints)"
        )
        let newest: StoredCheckpoint?
        do { newest = try lines.last() } catch { newest = nil }
        guard let size = newest?.size ?? Self.statedSize(directory), size >= 0 else {
            throw AuditLogError(
                .wrongFormat,
                "\(directory): expected an export, with its newest checkpoint in `\(ExportLayout.checkpoint)`"
            )
        }
        self.size = size
    }

    package func statedKey() throws -> String? {
        guard let bytes = try PlainFile.read("\(root)/\(ExportLayout.key)", limit: 1_024), bytes.last == 0x0a
        else { return nil }
        return String(validating: bytes.dropLast(), as: UTF8.self)
    }

    package func chunk(from index: Int64, limit: Int) throws -> LogChunk {
        let width = Int64(Tile.width)
        let end = min(size, (index / width + max(1, Int64(limit) / width)) * width)
        var chunk = LogChunk(next: end, isLast: end >= size)
        var number = index / width
        var isAnyThere = false
        while number * width < end {
            if try read(tile: number, into: &chunk, from: index) { isAnyThere = true }
            number += 1
        }
        // Whatever size a checkpoint claims, reading ends with the files that are there.
        if !isAnyThere, !chunk.isLast {
            let following = firstTile(from: number)
            chunk.next = following.map { $0 * width } ?? size
            chunk.isLast = following == nil
        }
        let (checkpoints, faults) = try lines.checkpoints(above: index, upTo: chunk.isLast ? .max : end)
        chunk.checkpoints = checkpoints
        chunk.faults += faults
        return chunk
    }

    package let hasPartialTiles = true

    package func tile(level: Int, number: Int64, width: Int) throws -> [SHA256Digest]? {
        let path = TilePath(.hashes(level: level), number, width: width).text
        guard let bytes = try PlainFile.read("\(root)/\(path)", limit: 32 * Tile.width) else {
            return nil
        }
        return Tile.decode(bytes).flatMap { $0.count == width ? $0 : nil }
    }

    package func newestCheckpoint() throws -> StoredCheckpoint? {
        guard let bytes = try PlainFile.read("\(root)/\(ExportLayout.checkpoint)", limit: 4_096),
            let note = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return StoredCheckpoint(size: size, note: note)
    }

    package func bundles() throws -> [SHA256Digest] {
        (PlainFile.names(in: "\(root)/\(ExportLayout.bundles)") ?? []).compactMap { SHA256Digest(hex: $0) }
    }

    package func bundleFiles(_ digest: SHA256Digest) throws -> [BundleFile] {
        let folder = "\(root)/\(ExportLayout.bundles)/\(digest)"
        return try Self.files(in: folder, prefix: "")
    }

    package func cosigned() throws -> [CosignedFile] { try CosignedFile.all(beside: root) }

    package func structureFaults() throws -> [Finding] {
        var findings: [Finding] = []
        if try lines.last()?.note != newestCheckpoint()?.note {
            findings.append(
                Finding(
                    .checkpoint,
                    field: "\(root)/\(ExportLayout.checkpoint)",
                    expected: "the last of \(ExportLayout.checkpoints)",
                    found: "another"
                )
            )
        }
        let folder = "\(root)/\(ExportLayout.bundles)"
        func add(_ found: String) {
            findings.append(
                Finding(.file, field: folder, expected: "folders named by digest", found: found)
            )
        }
        do throws(AuditLogError) {
            for name in try PlainFile.everyName(in: folder) ?? [] where SHA256Digest(hex: name) == nil {
                add("`\(name)`")
            }
        } catch {
            add(error.message)
        }
        return findings
    }

    /// The least number from here on of a tile of entries that lies in the export; O(files), asked only behind a gap.
    private func firstTile(from number: Int64) -> Int64? {
        var least: Int64?
        var folders = ["tile/entries"]
        while let folder = folders.popLast() {
            for name in PlainFile.names(in: "\(root)/\(folder)") ?? [] {
                let path = "\(folder)/\(name)"
                if let tile = TilePath(text: path) {
                    if tile.number >= number { least = min(least ?? tile.number, tile.number) }
                } else if path.utf8.count < 64 {
                    folders.append(path)
                }
            }
        }
        return least.flatMap { $0 <= (size - 1) / Int64(Tile.width) ? $0 : nil }
    }

    /// Reads a tile's entries and hashes; false when there is no file of entries.
    private func read(tile number: Int64, into chunk: inout LogChunk, from index: Int64) throws -> Bool {
        let width = Tile.width(level: 0, number, size: size)
        let first = number * Int64(Tile.width)
        let path = TilePath(.entries, number, width: width).text
        let bytes = try PlainFile.read("\(root)/\(path)", limit: EntryBundle.largest)
        let (leaves, rest) = EntryBundle.split(bytes ?? [])
        if bytes == nil || rest != 0 || leaves.count != width {
            chunk.faults.append(
                Finding(
                    .file,
                    index: first + Int64(leaves.count),
                    field: "\(root)/\(path)",
                    expected: "\(width) entries",
                    found: bytes == nil ? "no file" : "\(leaves.count) entries and \(rest) further bytes"
                )
            )
        }
        for (offset, leaf) in leaves.prefix(width).enumerated() where first + Int64(offset) >= index {
            chunk.leaves.append(StoredLeaf(index: first + Int64(offset), storage: leaf))
        }
        chunk.leafHashes.add(try tile(level: 0, number: number, width: width) ?? [], from: first)
        return bytes != nil
    }

    private static func files(in folder: String, prefix: String) throws -> [BundleFile] {
        var files: [BundleFile] = []
        for name in try PlainFile.everyName(in: folder) ?? [] {
            let path = "\(folder)/\(name)"
            if prefix.isEmpty, PlainFile.names(in: path) != nil {
                files += try self.files(in: path, prefix: "\(name)/")
            } else if let bytes = try PlainFile.read(path, limit: Bundle.Limits.bytes) {
                files.append(BundleFile(path: ExactString(prefix + name), bytes: bytes))
            }
        }
        return files
    }

    private static func statedSize(_ directory: String) -> Int64? {
        guard let bytes = try? PlainFile.read("\(directory)/\(ExportLayout.checkpoint)", limit: 4_096),
            let note = try? SignedNote(parsing: bytes)
        else { return nil }
        return try? Checkpoint(parsing: note.text).size
    }
}
