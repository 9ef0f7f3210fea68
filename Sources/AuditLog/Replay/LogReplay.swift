internal import Cryptography
internal import Decisions
internal import StrictJSON
package import TransparencyLog

/// Decides every recorded decision again, from the facts in its entry and the bundle kept beside the log.
///
/// The engine is the gate's own; the clock is the entry's. Principals, resource, context, entities, decision, determining
/// policies, errors and reasons must come out as recorded, by the bundle that was in force, and the entries must be all
/// that the newest checkpoint covers. This finds a decision that was changed and signed again with
/// the log's key, which ``LogVerification`` cannot.
package enum LogReplay {
    /// Reads the whole source; memory does not grow with the log.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key, from somewhere else than the log.
    ///   - plainly: whether every entry is read and judged as if none repeated another. That gives the same and takes many
    ///     times as long; it is what the quick way is held against.
    ///   - progress: called after each chunk with how many entries were read, and how many there are.
    /// - Returns: what came out.
    /// - Throws: only when the source cannot be read at all.
    package static func replay(
        _ source: some LogSource,
        key: NoteVerifier,
        plainly: Bool = false,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws -> ReplayReport {
        var report = ReplayReport(place: source.place)
        let engines = ReplayEngines(source)
        var tree = CompactTree()
        let newest = try source.newestCheckpoint()
        let checkpoint = newest.flatMap { try? Checkpoint.open(Array($0.note.utf8), log: key) }
        if checkpoint == nil {
            report.findings.add(
                Finding(
                    .checkpoint,
                    field: "newest checkpoint",
                    expected: "a signature by \(key.vkey)",
                    found: newest == nil ? "no checkpoint" : "another signature"
                )
            )
        }
        var bundle: BundleInForce?
        var covered = checkpoint?.size ?? 0
        var memories = PatternMemories(arePlain: plainly)
        var next: LogChunk? = try source.chunk(from: 0, limit: LogVerification.chunkEntries)
        while let chunk = next {
            // The next stretch is read while this one is decided again.
            async let following = LogVerification.chunk(after: chunk, source)
            for fault in chunk.faults { report.findings.add(fault) }
            let parts = await Cores.parts(chunk.leaves, &memories) { ReplayLeaf($0, &$1, engines) }
            for leaf in parts.lazy.joined() {
                tree.grow(leaf.hash)
                if let checkpoint, checkpoint.size == tree.size, checkpoint.root != tree.root {
                    report.findings.add(
                        Finding(
                            .root,
                            index: tree.size - 1,
                            field: "root",
                            expected: "\(checkpoint.root)",
                            found: "\(tree.root)"
                        )
                    )
                }
            }
            follow(parts, &bundle, &report)
            progress?(report.entries, max(newest?.size ?? 0, report.entries))
            next = try await following
            if next == nil {
                // A live log grows while it is read: then what it grew by has a checkpoint too.
                if tree.size > covered, let last = chunk.checkpoints.last(where: { $0.size == tree.size }),
                    let signed = try? Checkpoint.open(Array(last.note.utf8), log: key),
                    signed.size == tree.size, signed.root == tree.root
                {
                    covered = signed.size
                }
            }
        }
        if tree.size != covered {
            report.findings.add(
                Finding(
                    .checkpoint,
                    index: min(tree.size, covered),
                    field: "entries",
                    expected: "\(covered), as the newest checkpoint covers",
                    found: "\(tree.size)"
                )
            )
        }
        report.bundles = engines.count
        return report
    }

    /// Holds each decision against the bundle in force, and collects what was found; what came out otherwise stands behind
    /// the rest of its chunk.
    private static func follow(
        _ parts: [[ReplayLeaf]],
        _ bundle: inout BundleInForce?,
        _ report: inout ReplayReport
    ) {
        var differences: [Finding] = []
        for leaf in parts.lazy.joined() {
            report.entries += 1
            switch leaf.content {
            case .unreadable(let finding): report.findings.add(finding)
            case .other(let activated):
                if let activated { bundle = BundleInForce(digest: activated, index: leaf.index) }
            case .repeated(let pattern):
                check(pattern.links.common.deciding, bundle, leaf.index, &report)
                report.decisions += 1
                report.same += 1
            case .decided(let findings, let deciding):
                check(deciding, bundle, leaf.index, &report)
                report.decisions += 1
                if findings.isEmpty { report.same += 1 }
                differences += findings
            case .undecided(let finding, let deciding):
                check(deciding, bundle, leaf.index, &report)
                report.findings.add(finding)
            }
        }
        for finding in differences { report.findings.add(finding) }
    }

    private static func check(
        _ deciding: BundleInForce?,
        _ bundle: BundleInForce?,
        _ index: Int64,
        _ report: inout ReplayReport
    ) {
        guard deciding == nil || deciding != bundle else { return }
        report.findings.add(
            Finding(
                .bundle,
                index: index,
                field: "bundle",
                expected: HistoryCheck.words(bundle),
                found: HistoryCheck.words(deciding)
            )
        )
    }
}
