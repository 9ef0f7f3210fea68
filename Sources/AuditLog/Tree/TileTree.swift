internal import Cryptography
internal import TransparencyLog

/// The growing tree: the frontier for its root, and the hashes of the tiles that are not full yet.
///
/// A tile is 256 hashes of one level, as tlog-tiles says (height 8): level 0 holds leaf hashes, level 1 the roots of
/// full level 0 tiles, and so on. Only full tiles are stored, so an entry costs no row of its own; what is missing is
/// at most 255 leaves, hashed again at a start.
struct TileTree: Sendable {
    /// A tile that has just become full.
    struct Tile: Sendable, Hashable {
        let level: Int
        let number: Int64
        let hashes: [SHA256Digest]
    }

    /// Hashes of each level that are in no full tile yet; at most 255 each.
    private(set) var pending: [[SHA256Digest]] = []
    private(set) var frontier = CompactTree()

    /// How many leaves the tree has.
    private(set) var size: Int64 = 0

    /// An empty tree.
    init() {}

    /// A tree from its parts, as they were read back.
    init(size: Int64, pending: [[SHA256Digest]], frontier: CompactTree) {
        self.size = size
        self.pending = pending
        self.frontier = frontier
    }

    /// The root over all leaves so far.
    var root: SHA256Digest { frontier.root }

    /// Adds a leaf's hash and returns the tiles that it filled, lowest level first.
    mutating func append(_ leaf: SHA256Digest) -> [Tile] {
        frontier.append(leaf)
        size += 1
        return add(leaf, level: 0)
    }

    private mutating func add(_ hash: SHA256Digest, level: Int) -> [Tile] {
        if pending.count == level { pending.append([]) }
        pending[level].append(hash)
        guard pending[level].count == Self.width else { return [] }
        let number = (size >> Int64(8 * (level + 1))) - 1
        let tile = Tile(level: level, number: number, hashes: pending[level])
        pending[level].removeAll(keepingCapacity: true)
        return [tile] + add(Self.root(of: tile.hashes), level: level + 1)
    }

    /// The root of a full subtree whose hashes of one level are given; their count is a power of two.
    static func root(of hashes: [SHA256Digest]) -> SHA256Digest {
        var row = hashes
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { MerkleHash.node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }

    /// Hashes in a full tile.
    static let width = 256
}
