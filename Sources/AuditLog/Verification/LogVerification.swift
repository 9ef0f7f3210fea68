internal import Cryptography
internal import Decisions
package import TransparencyLog

/// Verifies a log from the bytes that are there and the log's public key alone.
///
/// Every leaf is parsed, encoded again, hashed into the tree; every checkpoint's signature and root is checked, every
/// stored hash, the order of indexes and times, the bundle of each decision, each warrant's uses and bounds, each permit's
/// outcome and what it released, and, in a database, the tables that the writer keeps. A log that was forged as a whole with the log's own key passes:
/// finding that is the replay's work.
package enum LogVerification {
    /// Reads the whole source; memory does not grow with the log.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key, from somewhere else than the log.
    ///   - held: checkpoints that the log signed and somebody kept: each must be one of this very log, so that a log that was
    ///     rolled back or replaced since is found although everything in it is in order. What witnesses cosigned and the
    ///     source has beside it is held too.
    ///   - plainly: whether every entry is read and judged as if none repeated another. That gives the same and takes many
    ///     times as long; it is what the quick way is held against.
    ///   - progress: called after each chunk with how many entries were read, and how many there are.
    /// - Returns: what was seen and found.
    /// - Throws: only when the source cannot be read at all; what is wrong inside is a finding.
    package static func verify(
        _ source: some LogSource,
        key: NoteVerifier,
        held: [Checkpoint] = [],
        plainly: Bool = false,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws -> VerificationReport {
        let total = try source.newestCheckpoint()?.size ?? 0
        let cosigned = CosignedCheckpoints(source, key: key)
        var run = try VerificationRun(source, key: key, held: held + cosigned.checkpoints)
        run.note(cosigned.findings)
        var memories = PatternMemories(arePlain: plainly)
        var read: LogChunk? = try source.chunk(from: 0, limit: chunkEntries)
        var ready: (chunk: LogChunk, prepared: PreparedChunk)?
        // Three stretches are under way at once: one is read, one prepared on every core, and one checked in its order.
        while read != nil || ready != nil {
            let (chunk, known) = (read, memories)
            async let following = Self.chunk(after: chunk, source)
            async let next = Self.prepared(chunk, key, known)
            if let (chunk, prepared) = ready {
                try run.take(chunk, prepared)
                progress?(run.report.entries, max(total, run.report.entries))
            }
            ready = nil
            if let (chunk, prepared, kept) = await next {
                ready = (chunk, prepared)
                memories = kept
            }
            read = try await following
        }
        return try run.finish()
    }

    /// The stretch that follows; nil behind the last.
    @concurrent static func chunk(after chunk: LogChunk?, _ source: some LogSource) async throws -> LogChunk?
    {
        guard let chunk, !chunk.isLast else { return nil }
        return try source.chunk(from: chunk.next, limit: chunkEntries)
    }

    /// A stretch with what every core can say of it, and the memories for the next one.
    @concurrent private static func prepared(
        _ chunk: LogChunk?,
        _ key: NoteVerifier,
        _ memories: PatternMemories
    ) async -> (LogChunk, PreparedChunk, PatternMemories)? {
        guard let chunk else { return nil }
        var memories = memories
        let prepared = await PreparedChunk(chunk, key: key, &memories)
        return (chunk, prepared, memories)
    }

    /// A multiple of a tile's width.
    static let chunkEntries = 512
}
