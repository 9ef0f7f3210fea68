/// Leaf bytes with the place that the storage gives them; whether the entry agrees is for the verifier to say.
package struct StoredLeaf: Sendable, Hashable {
    /// The row's or the position's index.
    package let index: Int64
    /// The leaf bytes.
    package let bytes: [UInt8]

    package init(index: Int64, bytes: [UInt8]) {
        self.index = index
        self.bytes = bytes
    }
}

/// A signed checkpoint as it is stored, not yet verified.
package struct StoredCheckpoint: Sendable, Hashable {
    /// The tree size under which it is stored.
    package let size: Int64
    /// The signed note.
    package let note: String

    package init(size: Int64, note: String) {
        self.size = size
        self.note = note
    }
}

/// One file of a policy bundle.
package struct BundleFile: Sendable, Hashable {
    /// The path inside the bundle, with `/`.
    package let path: String
    /// The exact bytes.
    package let content: [UInt8]

    package init(path: String, content: [UInt8]) {
        self.path = path
        self.content = content
    }
}
