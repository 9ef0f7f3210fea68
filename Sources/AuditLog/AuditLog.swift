package import Cryptography
package import Decisions
internal import StrictJSON
package import TransparencyLog

/// The append-only audit log: the one writer of a state directory.
///
/// ``append(_:)`` returns only when the entry is durable, in the tree, and covered by a signed checkpoint. An append, once
/// admitted, runs to its end: a caller whose task is cancelled still gets its receipt.
package final class AuditLog: Sendable {
    /// What the log needs from outside.
    package struct Settings: Sendable {
        /// Every limit.
        package var limits = LogLimits()
        /// Where the copy of the newest checkpoint is kept; nil for `checkpoint.copy` in the state directory.
        package var checkpointCopy: String?
        /// The clock that a draft's time is held against.
        package var clock: @Sendable () -> Timestamp
        /// The machine's time since boot in microseconds, such as ``BootClock``; without it a jump of the clock goes unnoticed.
        package var boot: (@Sendable () -> Int64)?
        /// Told once, from the committer's thread, when the log has failed for good.
        package var onFailure: @Sendable (String) -> Void = { _ in }
        /// Replaces the file system's count of free bytes.
        package var availableBytes: (@Sendable () throws -> Int64)?
        /// Places at which a test lets the storage fail.
        package var faults: CommitFaults?

        /// Settings with the limits as documented.
        package init(clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }
    }

    /// The log's name, which every entry and checkpoint carries.
    package let origin: String
    /// Who verifies the checkpoints.
    package let verifier: NoteVerifier

    let directory: StateDirectory
    package let database: LogDatabase
    private let committer: Committer
    private let sealer: PersonalSealer

    init(directory: StateDirectory, database: LogDatabase, signer: LogSigner, committer: Committer) {
        self.directory = directory
        self.database = database
        self.committer = committer
        origin = signer.origin
        verifier = signer.verifier
        sealer = PersonalSealer(origin: signer.origin, database: database)
    }

    deinit { committer.abandon() }

    /// Appends an entry and returns when it is durable; never cancelled.
    ///
    /// - Throws: why nothing was written. After `unavailable` from a failed log it is unknown until the next start whether
    ///   the entry survived.
    package func append(_ draft: EntryDraft) async throws(AppendRefusal) -> Receipt {
        let template: LeafTemplate
        do { template = LeafTemplate(try draft.written().body) } catch {
            throw .unavailable("the `\(draft.type.rawValue)` entry cannot be written: \(error)")
        }
        let limit = draft.type == .decision ? LogEntry.maximumDecisionBytes : LogEntry.maximumBytes
        guard template.leafByteLimit <= limit else {
            throw .unavailable(
                "the `\(draft.type.rawValue)` entry takes \(template.leafByteLimit) bytes, expected at most \(limit)"
            )
        }
        guard
            draft.warrantUse?.key == nil
                || draft.warrantUse?.key == EntryMeaning.warrant(draft.type, draft.body)
        else {
            throw .unavailable("the use to count is not of the warrant that the entry names")
        }
        let sealed: [UInt8]?
        do { sealed = try sealer.seal(draft, bodyDigest: template.bodyDigest) } catch {
            throw .unavailable(
                "the personal values of the `\(draft.type.rawValue)` entry cannot be sealed: \(error)"
            )
        }
        let facts = DraftFacts(draft)
        let result = await withCheckedContinuation { answer in
            committer.add(PendingAppend(facts: facts, template: template, sealed: sealed, answer: answer))
        }
        let entry = try result.get()
        return Receipt(
            index: entry.index,
            leafHash: entry.leafHash,
            bodyDigest: template.bodyDigest,
            checkpoint: entry.checkpoint,
            warrantUse: entry.use
        )
    }

    /// Keeps a bundle's files, by the digest of their manifest, so that the log alone suffices for a replay.
    ///
    /// An entry that activates a bundle is refused until its files are kept. Keeping them again changes nothing.
    @discardableResult
    package func keepBundle(_ files: [BundleFile]) async throws(AppendRefusal) -> SHA256Digest {
        let digest: SHA256Digest
        do { digest = try BundleManifest(files).digest() } catch { throw .unavailable("bundle: \(error)") }
        let result = await withCheckedContinuation { answer in
            committer.add(.keepBundle(digest, files, answer))
        }
        try result.get()
        return digest
    }

    /// What the wall clock is worth at this moment; changes nothing.
    package var clockStanding: ClockStanding { committer.clockStanding.0 }

    /// Has the clocks looked at when that could change their standing, so that a jump, and its end, are entries although
    /// nobody asks for anything.
    package func watchClock() {
        if committer.clockStanding.mustLook { committer.add(.look) }
    }

    /// Ends the state of a wall clock that jumped, by an operator's word, which is an entry before it takes effect.
    ///
    /// - Returns: the entry's index.
    /// - Throws: that the clock is trusted, that it is behind the newest entry, or that nothing can be recorded.
    package func trustClock(_ note: ClockNote) async throws(ClockNoteRefusal) -> Int64 {
        guard note.reason.byteCount <= ClockNote.maximumBytes else {
            throw ClockNoteRefusal(
                description:
                    "the reason has \(note.reason.byteCount) bytes, expected at most \(ClockNote.maximumBytes)"
            )
        }
        let result = await withCheckedContinuation { answer in
            committer.add(.trustClock(note, answer))
        }
        return try result.get()
    }

    /// Commits what waits, moves it into the database file, and lets go of the directory's writer.
    package func close() async {
        await withCheckedContinuation { answer in
            committer.add(.stop(answer))
        }
    }

    /// How many entries are durable.
    package var size: Int64 { committer.now.size }

    /// The newest signed checkpoint; empty in a log without entries.
    package var checkpoint: String { committer.now.checkpoint }

    /// The bundle in force.
    package var bundleInForce: BundleInForce? { committer.now.bundle }

    /// The latest time of any entry.
    package var newestTime: Timestamp? { committer.now.newestTime }

    /// Why the log takes nothing any more, or nil while it works.
    package var failure: String? { committer.now.failure }

    /// Whether decisions are refused because the reserve of disk is touched.
    package var isDiskLow: Bool { committer.now.isDiskLow }

    /// How many appends wait.
    package var queueDepth: Int { committer.queue.depth }
}

/// Places at which a test lets the storage fail.
package struct CommitFaults: Sendable {
    let beforeCommit: @Sendable () throws -> Void
    let insideTransaction: @Sendable () throws -> Void
    let afterCommit: @Sendable () throws -> Void
    let beforeCheckpoint: @Sendable () throws -> Void
    let leavesCommitsUnsynced: Bool

    /// Faults at the places given; none elsewhere.
    ///
    /// `leavesCommitsUnsynced` takes away the sync of each commit, which no configuration can: the mistake that tests of
    /// power loss must notice.
    package init(
        beforeCommit: @escaping @Sendable () throws -> Void = {},
        insideTransaction: @escaping @Sendable () throws -> Void = {},
        afterCommit: @escaping @Sendable () throws -> Void = {},
        beforeCheckpoint: @escaping @Sendable () throws -> Void = {},
        leavesCommitsUnsynced: Bool = false
    ) {
        self.beforeCommit = beforeCommit
        self.insideTransaction = insideTransaction
        self.afterCommit = afterCommit
        self.beforeCheckpoint = beforeCheckpoint
        self.leavesCommitsUnsynced = leavesCommitsUnsynced
    }
}
