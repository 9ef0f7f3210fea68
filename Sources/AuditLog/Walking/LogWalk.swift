internal import Cryptography
internal import StrictJSON
package import TransparencyLog

/// Reads every entry that the newest checkpoint covers, in order, and says whether they are what was signed.
///
/// For whatever examines a log entry by entry without verifying all that ``LogVerification`` does: entries that cannot be
/// read, and a root other than the signed one, are findings. A live log that grows meanwhile is read up to where it ended.
package enum LogWalk {
    /// What was read and whether it is what was signed.
    package struct Outcome: Sendable {
        /// How many entries were read.
        package internal(set) var entries: Int64 = 0
        /// The checkpoint that they were held against; nil when there is none with the key's signature.
        package internal(set) var checkpoint: Checkpoint?
        /// What is not as it must be.
        package internal(set) var findings = FindingList()
    }

    /// Walks the log; memory does not grow with it.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key, from somewhere else than the log.
    ///   - progress: called after each chunk with how many entries were read, and how many there are.
    ///   - take: given the entries of each chunk.
    /// - Returns: what was read and found.
    /// - Throws: what `take` throws, and when the source cannot be read at all.
    package static func walk(
        _ source: some LogSource,
        key: NoteVerifier,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil,
        _ take: ([LogEntry], inout FindingList) async throws -> Void
    ) async throws -> Outcome {
        var outcome = Outcome()
        let newest = try source.newestCheckpoint()
        outcome.checkpoint = newest.flatMap { try? Checkpoint.open(Array($0.note.utf8), log: key) }
        if outcome.checkpoint == nil {
            outcome.findings.add(
                Finding(
                    .checkpoint,
                    field: "newest checkpoint",
                    expected: "a signature by \(key.vkey)",
                    found: newest == nil ? "no checkpoint" : "another signature"
                )
            )
        }
        let size = outcome.checkpoint?.size ?? newest?.size ?? 0
        var tree = CompactTree()
        var next: Int64 = 0
        while next < size {
            let chunk = try source.chunk(from: next, limit: LogVerification.chunkEntries)
            for fault in chunk.faults { outcome.findings.add(fault) }
            let leaves = chunk.leaves.filter { $0.index < size }
            var entries: [LogEntry] = []
            for (leaf, read) in zip(leaves, await Cores.map(leaves, Self.read)) {
                tree.append(read.hash)
                switch read.entry {
                case .success(let entry) where entry.index == leaf.index: entries.append(entry)
                case .success(let entry):
                    outcome.findings.add(
                        Finding(
                            .sequence,
                            index: leaf.index,
                            field: "index",
                            expected: "\(leaf.index)",
                            found: "\(entry.index)"
                        )
                    )
                case .failure(let error):
                    outcome.findings.add(
                        Finding(
                            .form,
                            index: leaf.index,
                            field: "leaf",
                            expected: "one canonical entry",
                            found: "\(error)"
                        )
                    )
                }
            }
            outcome.entries += Int64(leaves.count)
            try await take(entries, &outcome.findings)
            progress?(outcome.entries, size)
            if chunk.isLast { break }
            next = chunk.next
        }
        if let checkpoint = outcome.checkpoint, tree.size != checkpoint.size || tree.root != checkpoint.root {
            outcome.findings.add(
                Finding(
                    .root,
                    index: checkpoint.size - 1,
                    field: "root over \(checkpoint.size) entries",
                    expected: "\(checkpoint.root)",
                    found: "\(tree.root) over \(tree.size)"
                )
            )
        }
        return outcome
    }

    private struct Leaf: Sendable {
        let hash: Hash
        let entry: Result<LogEntry, JSONError>
    }

    private static func read(_ leaf: StoredLeaf) -> Leaf {
        let hash = MerkleHash.leaf(leaf.storage)
        do throws(JSONError) {
            return Leaf(hash: hash, entry: .success(try LogEntry(leaf: leaf.bytes)))
        } catch {
            return Leaf(hash: hash, entry: .failure(error))
        }
    }
}
