internal import Cryptography

/// Leaf bytes with the place that the storage gives them; whether the entry agrees is for the verifier to say.
package struct StoredLeaf: Sendable, Hashable {
    /// The row's or the position's index.
    package let index: Int64
    /// The leaf bytes where they were read, beside others perhaps.
    let storage: ArraySlice<UInt8>

    /// The leaf bytes by themselves.
    package var bytes: [UInt8] { Array(storage) }

    package init(index: Int64, bytes: [UInt8]) { self.init(index: index, storage: bytes[...]) }

    /// A leaf that stays where it was read.
    init(index: Int64, storage: ArraySlice<UInt8>) {
        self.index = index
        self.storage = storage
    }
}

/// A signed checkpoint as it is stored, not yet verified.
package struct StoredCheckpoint: Sendable, Hashable {
    /// The tree size under which it is stored.
    package let size: Int64
    /// The signed note.
    package let note: String
    /// The hashes of the leaves that came with it, as stored; empty where none are.
    let leafHashes: [SHA256Digest]
    /// The latest time of any entry covered, in microseconds, as stored; nil where none is.
    let newestTime: Int64?
    /// The entry that put the bundle in force, as stored; nil where none is.
    let bundleIndex: Int64?

    init(
        size: Int64,
        note: String,
        leafHashes: [SHA256Digest] = [],
        newestTime: Int64? = nil,
        bundleIndex: Int64? = nil
    ) {
        self.size = size
        self.note = note
        self.leafHashes = leafHashes
        self.newestTime = newestTime
        self.bundleIndex = bundleIndex
    }
}
