/// The growing tree: the frontier for its root, and the hashes of the tiles that are not full yet.
///
/// A tile is 256 hashes of one level, as tlog-tiles says (height 8): level 0 holds leaf hashes, level 1 the roots of
/// full level 0 tiles, and so on. Memory is at most 255 hashes for each level.
package struct TileTree: Sendable {
    /// A tile that has just become full, or the part of one that is not.
    package struct Row: Sendable, Hashable {
        /// The level, 0 for leaf hashes.
        package let level: Int
        /// The tile's position in its level.
        package let number: Int64
        /// Its hashes, 1 to 256.
        package let hashes: [Hash]

        /// Where it lies.
        package var path: TilePath { TilePath(.hashes(level: level), number, width: hashes.count) }
    }

    /// Hashes of each level that are in no full tile yet; at most 255 each.
    package private(set) var pending: [[Hash]] = []
    /// The roots of the complete subtrees.
    package private(set) var frontier = CompactTree()
    /// How many leaves the tree has.
    package private(set) var size: Int64 = 0

    /// An empty tree.
    package init() {}

    /// A tree from its parts, as they were read back.
    package init(size: Int64, pending: [[Hash]], frontier: CompactTree) {
        self.size = size
        self.pending = pending
        self.frontier = frontier
    }

    /// The root over all leaves so far.
    package var root: Hash { frontier.root }

    /// The tiles that are not full, as they are now, lowest level first.
    package var partial: [Row] {
        pending.enumerated().filter { !$0.element.isEmpty }.map {
            Row(level: $0.offset, number: size >> Int64(8 * ($0.offset + 1)), hashes: $0.element)
        }
    }

    /// Adds a leaf's hash and returns the tiles that it filled, lowest level first.
    package mutating func append(_ leaf: Hash) -> [Row] {
        var roots: [Hash] = []
        frontier.append(leaf, tileRoots: &roots)
        size += 1
        add(leaf, level: 0)
        return roots.isEmpty ? [] : fill(roots)
    }

    /// Takes the full tiles out, and adds their roots one level above.
    private mutating func fill(_ roots: [Hash]) -> [Row] {
        var rows: [Row] = []
        for (level, root) in roots.enumerated() {
            rows.append(
                Row(level: level, number: (size >> Int64(8 * (level + 1))) - 1, hashes: pending[level])
            )
            pending[level].removeAll(keepingCapacity: true)
            add(root, level: level + 1)
        }
        return rows
    }

    private mutating func add(_ hash: Hash, level: Int) {
        if pending.count == level { pending.append([]) }
        pending[level].append(hash)
    }
}
