package import Cryptography
internal import Decisions
internal import TransparencyLog

/// The bundle in force, and the entry that put it there.
package struct BundleInForce: Sendable, Hashable {
    /// The bundle's digest.
    package let digest: SHA256Digest
    /// The index of the `genesis` or `bundle_activated` entry.
    package let index: Int64

    package init(digest: SHA256Digest, index: Int64) {
        self.digest = digest
        self.index = index
    }
}

/// What the committer knows of the log between two batches; all of it can be read back from the entries.
struct CommitterState: Sendable {
    /// The tree over all entries.
    var tree = TileTree()
    /// The latest time of any entry, or nil in an empty log.
    var newestTime: Timestamp?
    /// The bundle in force.
    var bundle: BundleInForce?
    /// Bundles whose files the database holds.
    var keptBundles: Set<SHA256Digest> = []
    /// Whether the last look found less free disk than the reserve.
    var isDiskLow = false

    /// The time that an entry gets, which is the time of what happened.
    ///
    /// Only what must be recorded whatever the clock says, and lies too far behind, gets the newest entry's time.
    mutating func place(_ time: Timestamp, tolerance: Int64) -> Timestamp {
        guard let newest = newestTime else {
            newestTime = time
            return time
        }
        if time < newest.adding(microseconds: -tolerance) { return newest }
        newestTime = max(newest, time)
        return time
    }
}
