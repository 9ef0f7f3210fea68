/// Where the hashes of complete nodes are kept: the log's database, a tile directory, memory.
package protocol HashReader {
    /// The hashes of complete nodes, in the order asked for; throws when one is not there.
    func hashes(at nodes: [TreeNode]) throws -> [Hash]
}

extension HashReader {
    /// The root over the first `size` leaves.
    package func root(size: Int64) throws -> Hash {
        guard size >= 0 else { throw TransparencyLogError(.outOfRange, "a tree has no negative size") }
        return try root(of: 0..<size)
    }

    func root(of range: Range<Int64>) throws -> Hash {
        Hash(folding: try hashes(at: TreeNode.covering(range)))
    }
}
