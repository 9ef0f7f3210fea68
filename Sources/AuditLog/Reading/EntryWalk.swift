/// How far the entries of a file were read from its pages, and what that has shown.
struct EntryWalk {
    private var pages: EntryPages?
    /// The index from which on the next stretch is asked for.
    private var next: Int64 = 0
    /// The pages of every entry, once they were read to the end without a doubt.
    private(set) var proved: PageSet?

    /// Begins at the root page of the entries; where there is none that is certain, nothing is read.
    mutating func begin(_ path: String, root: Int64?) {
        pages = root.flatMap { EntryPages(path: path, root: $0) }
        next = 0
        proved = nil
    }

    /// The entries from an index on, at most `limit`; nil in doubt, and where they do not follow those that were read last.
    mutating func take(from index: Int64, limit: Int) -> [StoredLeaf]? {
        guard next == index, let leaves = pages?.take(limit) else { return nil }
        next = max(index, leaves.last?.index ?? index) + 1
        settle()
        return leaves
    }

    /// Reads what is left.
    mutating func finish() {
        guard pages?.finish() == true else { return }
        settle()
    }

    private mutating func settle() {
        if let pages, pages.isAtEnd { proved = pages.visited }
    }
}
