package import Cryptography

/// Verifies a tiled log (C2SP tlog-tiles) from its files and its key alone.
///
/// Every entry is hashed, every hash tile compared with what the entries give, and the root with the signed checkpoint's.
/// What the entries mean is not looked at. Memory does not grow with the log.
package enum TileLogCheck {
    /// What was found.
    package struct Report: Hashable, Sendable {
        /// The signed checkpoint.
        package let checkpoint: Checkpoint
        /// The root over the entries that are there.
        package fileprivate(set) var root = MerkleHash.emptyRoot
        /// How many tiles were read.
        package fileprivate(set) var tiles: Int64 = 0
        /// The first faults, in order; none when the log is what its checkpoint says.
        package fileprivate(set) var faults: [Fault] = []
        /// How many faults there are.
        package fileprivate(set) var faultCount = 0

        fileprivate mutating func add(_ path: String, _ detail: String) {
            if faults.count < Self.kept { faults.append(Fault(path: path, detail: detail)) }
            faultCount += 1
        }

        private static let kept = 1_000
    }

    /// A file that is not what it must be.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The file.
        package let path: String
        /// What was expected and found.
        package let detail: String

        /// Place first.
        package var description: String { "\(path): \(detail)" }
    }

    /// Reads everything that the signed checkpoint covers.
    ///
    /// Throws when there is no checkpoint that the key signed, or a file cannot be read at all.
    package static func verify(
        _ reader: some TileReader,
        key: NoteVerifier,
        progress: ((_ done: Int64, _ total: Int64) -> Void)? = nil
    ) throws -> Report {
        guard let note = try reader.checkpoint() else {
            throw TransparencyLogError(
                .malformedNote,
                "checkpoint: expected a signed checkpoint, found no file"
            )
        }
        return try verify(reader, against: Checkpoint.open(note, log: key), progress: progress)
    }

    /// Reads everything that a checkpoint, verified elsewhere, covers.
    package static func verify(
        _ reader: some TileReader,
        against checkpoint: Checkpoint,
        progress: ((_ done: Int64, _ total: Int64) -> Void)? = nil
    ) throws -> Report {
        var report = Report(checkpoint: checkpoint)
        var tree = TileTree()
        var number: Int64 = 0
        while let path = TilePath.inTree(of: checkpoint.size, .entries, number) {
            report.tiles += 1
            guard let entries = try reader.entries(path) else {
                report.add(path.text, "expected \(path.width) entries, each after its length in two bytes")
                return report
            }
            for entry in entries {
                for row in tree.append(MerkleHash.leaf(entry)) { try compare(row, reader, &report) }
            }
            number += 1
            progress?(tree.size, checkpoint.size)
        }
        for row in tree.partial { try compare(row, reader, &report) }
        report.root = tree.root
        if tree.root != checkpoint.root {
            report.add("checkpoint", "expected the root \(checkpoint.root.hex), found \(tree.root.hex)")
        }
        return report
    }

    private static func compare(_ row: TileTree.Row, _ reader: some TileReader, _ report: inout Report) throws
    {
        report.tiles += 1
        guard let stored = try reader.hashes(row.path) else {
            return report.add(row.path.text, "expected \(row.hashes.count) hashes of 32 bytes")
        }
        for (offset, pair) in zip(row.hashes, stored).enumerated() where pair.0 != pair.1 {
            report.add(row.path.text, "hash \(offset): expected \(pair.0.hex), found \(pair.1.hex)")
        }
    }
}
