internal import Synchronization
internal import TransparencyLog

/// The tree after a batch and the signature over it: work that needs no database, and that two may do.
///
/// The committer hands it to its assistant and inserts the leaves meanwhile. When it then needs the result and there is none,
/// it does the work itself rather than wait for a thread that may not run: both come to the same, since Ed25519 is
/// deterministic.
final class BatchTree: Sendable {
    /// The tree after the batch, the tiles that the batch filled, and the signed checkpoint.
    typealias Result = (tree: TileTree, tiles: [TileTree.Row], note: String)

    private let tree: TileTree
    private let leaves: [MadeLeaf]
    private let signer: LogSigner
    private let done = Mutex<Result?>(nil)

    init(_ tree: TileTree, _ leaves: [MadeLeaf], _ signer: LogSigner) {
        self.tree = tree
        self.leaves = leaves
        self.signer = signer
    }

    /// Does the work for whoever asks for the result; an error is left to them, who will meet it too.
    func assist() {
        if let result = try? work() { done.withLock { $0 = result } }
    }

    /// What came of it; worked out here if nobody else has.
    func result() throws -> Result {
        if let result = done.withLock({ $0 }) { return result }
        return try work()
    }

    private func work() throws -> Result {
        var tree = tree
        var tiles: [TileTree.Row] = []
        for leaf in leaves { tiles += tree.append(leaf.hash) }
        return (tree, tiles, try signer.checkpoint(size: tree.size, root: tree.root))
    }
}
