package import Cryptography
package import Decisions

/// Somewhere a log can be read: a live database, a copy of it, or an export.
///
/// Nothing that a source gives is trusted; the verifier holds it against signatures.
package protocol LogSource: AnyObject, Sendable {
    /// What it is and where, for people.
    var place: String { get }

    /// The key that the source itself names, as a vkey; an auditor compares it with one from elsewhere.
    func statedKey() throws -> String?

    /// Entries from an index on, with what belongs to them; reads at most `limit` entries.
    func chunk(from index: Int64, limit: Int) throws -> LogChunk

    /// Whether tiles are stored before they are full.
    var hasPartialTiles: Bool { get }

    /// The stored hashes of a tile of a width, or nil when it is not there or not of that width.
    func tile(level: Int, number: Int64, width: Int) throws -> [SHA256Digest]?

    /// The newest checkpoint.
    func newestCheckpoint() throws -> StoredCheckpoint?

    /// The bundles whose files are here.
    func bundles() throws -> [SHA256Digest]

    /// The files of a bundle; empty when it is not here.
    func bundleFiles(_ digest: SHA256Digest) throws -> [BundleFile]

    /// What witnesses cosigned, as it lies beside the log.
    func cosigned() throws -> [CosignedFile]

    /// Faults of the files themselves, looked for once, after every entry was read.
    func structureFaults() throws -> [Finding]
}

extension LogSource {
    /// Nothing, where a source has nothing beside it.
    package func cosigned() throws -> [CosignedFile] { [] }
}

/// A stretch of a log as it is stored.
package struct LogChunk: Sendable {
    /// The leaves in the order of the storage.
    package var leaves: [StoredLeaf] = []
    /// The stored hash of a leaf, by its index, where there is one.
    package var leafHashes = LeafHashes()
    /// Checkpoints over sizes from after the chunk's first entry to after its last.
    package var checkpoints: [StoredCheckpoint] = []
    /// Places that could not be read.
    package var faults: [Finding] = []
    /// The index at which the next chunk begins.
    package var next: Int64
    /// The tables that the writer keeps, when this is the end of the log and the source has them.
    package var tables: LogTables?
    /// Whether nothing follows.
    package var isLast: Bool
}

extension LogChunk {
    /// Leaves alone, as a source without stored hashes has them.
    package init(leaves: [StoredLeaf], next: Int64, isLast: Bool) {
        self.init(leaves: leaves, faults: [], next: next, isLast: isLast)
    }
}

/// What the writer counts beside the entries; a verifier counts it again.
package struct LogTables: Sendable, Hashable {
    /// Uses of each warrant, by the hex of its key.
    package let warrantUses: [String: Int64]
    /// Decisions that await an outcome.
    package let openDecisions: [Int64]
    /// The kinds of the entries that a start reads back, by index; nil in a log from before the table.
    package let remembered: [Int64: String]?
    /// The latest time of any entry, in microseconds.
    package let newestTime: Int64
    /// The entry that put the bundle in force.
    package let bundleIndex: Int64
}
