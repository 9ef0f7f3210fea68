import AuditLog
import Cryptography
import Decisions

/// Leaves in a list, in two chunks, without checkpoints.
final class ListedLog: LogSource {
    /// How many leaves are in the first chunk: enough that every core meets one.
    static let before = 128

    private let leaves: [StoredLeaf]
    private let files: [BundleFile]
    let place = "a list"
    let hasPartialTiles = false

    /// Leaves at the indexes from 0 on, and the files of the one bundle that is kept beside them.
    init(_ leaves: [[UInt8]], bundle files: [BundleFile] = []) {
        self.leaves = leaves.enumerated().map { StoredLeaf(index: Int64($0.offset), bytes: $0.element) }
        self.files = files
    }

    func statedKey() throws -> String? { nil }

    func chunk(from index: Int64, limit: Int) throws -> LogChunk {
        let isLast = index > 0
        let part = isLast ? leaves[Self.before...] : leaves[..<Self.before]
        return LogChunk(leaves: Array(part), next: Int64(Self.before), isLast: isLast)
    }

    func tile(level: Int, number: Int64, width: Int) throws -> [SHA256Digest]? { nil }
    func newestCheckpoint() throws -> StoredCheckpoint? { nil }
    func bundles() throws -> [SHA256Digest] { files.isEmpty ? [] : [try BundleManifest(files).digest()] }
    func bundleFiles(_ digest: SHA256Digest) throws -> [BundleFile] { try bundles() == [digest] ? files : [] }
    func structureFaults() throws -> [Finding] { [] }
}
