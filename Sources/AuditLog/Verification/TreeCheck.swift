internal import Cryptography
internal import TransparencyLog

/// Grows the tree again and holds it against every signed checkpoint and every stored hash.
///
/// Two trees grow side by side where a leaf's hash and the stored hash of it differ: the next checkpoint says which of
/// them was signed, and so whether the entry or the stored hash was changed.
struct TreeCheck {
    private struct Difference {
        let index: Int64
        let computed: SHA256Digest
        let stored: SHA256Digest
    }

    /// The tree over the entries as they are.
    private(set) var tree = TileTree()
    /// The size and root of the newest checkpoint that was verified and agreed.
    private(set) var agreed: (size: Int64, root: SHA256Digest)?

    /// The tree over the stored hashes, from the first difference to the next checkpoint that agrees with the entries.
    private var stored: CompactTree?
    private var differences: [Difference] = []
    private var isBroken = false
    private var covered: Int64 = 0

    /// Adds a leaf and returns the tiles that it filled.
    mutating func take(_ hash: SHA256Digest, stored storedHash: SHA256Digest?) -> [TileTree.Row] {
        if let storedHash, storedHash != hash {
            differences.append(Difference(index: tree.size, computed: hash, stored: storedHash))
            if stored == nil { stored = tree.frontier }
        }
        stored?.append(storedHash ?? hash)
        return tree.append(hash)
    }

    /// Compares with a checkpoint over exactly the leaves so far.
    mutating func compare(_ checkpoint: Checkpoint, _ findings: inout FindingList) {
        defer { covered = checkpoint.size }
        guard !isBroken else { return }
        if tree.root == checkpoint.root {
            agreed = (checkpoint.size, checkpoint.root)
            settle(&findings) { difference in
                Finding(
                    .hash,
                    index: difference.index,
                    field: "stored leaf hash",
                    expected: "\(difference.computed)",
                    found: "\(difference.stored)"
                )
            }
            stored = nil
        } else if let stored, stored.root == checkpoint.root {
            agreed = (checkpoint.size, checkpoint.root)
            settle(&findings, Self.leafFinding)
        } else {
            isBroken = true
            findings.add(
                Finding(
                    .root,
                    index: checkpoint.size - 1,
                    field: "root over entries 0 to \(checkpoint.size - 1), of which "
                        + "\(covered) agreed so far",
                    expected: "\(checkpoint.root)",
                    found: "\(tree.root)"
                )
            )
            settle(&findings, Self.leafFinding)
        }
    }

    /// What no checkpoint could settle.
    mutating func finish(_ findings: inout FindingList) { settle(&findings, Self.leafFinding) }

    private mutating func settle(_ findings: inout FindingList, _ finding: (Difference) -> Finding) {
        for difference in differences { findings.add(finding(difference)) }
        differences.removeAll()
    }

    private static func leafFinding(_ difference: Difference) -> Finding {
        Finding(
            .leaf,
            index: difference.index,
            field: "leaf",
            expected: "bytes with the hash \(difference.stored)",
            found: "\(difference.computed)"
        )
    }
}
