import AuditLog
import Cryptography
import Decisions

/// A log of which only some entries are left, with everything else as it was.
final class PartialSource: LogSource {
    private let whole: any LogSource
    private let entries: Range<Int64>

    init(_ whole: any LogSource, entries: Range<Int64>) {
        self.whole = whole
        self.entries = entries
    }

    var place: String { whole.place }
    var hasPartialTiles: Bool { whole.hasPartialTiles }

    func statedKey() throws -> String? { try whole.statedKey() }

    func chunk(from index: Int64, limit: Int) throws -> LogChunk {
        var chunk = try whole.chunk(from: index, limit: limit)
        chunk.leaves.removeAll { !entries.contains($0.index) }
        return chunk
    }

    func tile(level: Int, number: Int64, width: Int) throws -> [SHA256Digest]? {
        try whole.tile(level: level, number: number, width: width)
    }

    func newestCheckpoint() throws -> StoredCheckpoint? { try whole.newestCheckpoint() }

    func bundles() throws -> [SHA256Digest] { try whole.bundles() }

    func bundleFiles(_ digest: SHA256Digest) throws -> [BundleFile] { try whole.bundleFiles(digest) }

    func structureFaults() throws -> [Finding] { try whole.structureFaults() }
}
