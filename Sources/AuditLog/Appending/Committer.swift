internal import Cryptography
internal import Decisions
internal import Foundation
internal import StrictJSON
internal import Synchronization
internal import TransparencyLog

/// The one thread that writes: takes what arrived during the last sync, commits it, signs, and wakes each waiter.
///
/// There is no timer: under load a batch is what came in while the previous one was being synced. Any error of the
/// system or of SQLite is final, since a failed sync is reported once and then forgotten: the queue closes, everybody is
/// refused, and the process is told.
final class Committer: Sendable {
    /// What other threads may want to know.
    struct Facts: Sendable {
        var size: Int64 = 0
        var checkpoint = ""
        var bundle: BundleInForce?
        var newestTime: Timestamp?
        var failure: String?
        var isDiskLow = false
        /// The clocks, as they were looked at last.
        var clock: ClockWatch?
    }

    let queue: CommitQueue
    private let facts: Mutex<Facts>
    private let settings: AuditLog.Settings
    private let database: LogDatabase
    private let directory: StateDirectory
    private let copy: CheckpointCopy
    private let signer: LogSigner
    private let origin: [UInt8]

    init(
        settings: AuditLog.Settings,
        database: LogDatabase,
        directory: StateDirectory,
        copy: CheckpointCopy,
        signer: LogSigner
    ) {
        self.settings = settings
        self.database = database
        self.directory = directory
        self.copy = copy
        self.signer = signer
        origin = JSONValue.string(ExactString(signer.origin)).serialized()
        facts = Mutex(Facts())
        queue = CommitQueue(limits: settings.limits)
    }

    /// What is known now.
    var now: Facts { facts.withLock { $0 } }

    /// What the wall clock is worth at this moment, and whether a look by the committer could change its standing.
    ///
    /// Looks at both clocks, and changes nothing.
    var clockStanding: (ClockStanding, mustLook: Bool) {
        let facts = now
        guard var clock = facts.clock else { return (.trusted, false) }
        let (wall, wasTrusted) = (settings.clock(), clock.isTrusted)
        clock.look(wall: wall)
        let standing: ClockStanding =
            if !clock.isTrusted {
                .jumped(difference: clock.difference)
            } else if let newest = facts.newestTime, settings.limits.isBehind(wall, newest) {
                .behind(newest: newest)
            } else { .trusted }
        return (standing, !wasTrusted || !clock.isTrusted)
    }

    /// Starts the thread; it ends when the log is closed or has failed.
    func start(from state: CommitterState, checkpoint: String) {
        let clock = ClockWatch(wall: settings.clock(), boot: settings.boot)
        publish(state, checkpoint: checkpoint, clock)
        let thread = Thread { [self] in work(from: state, clock) }
        thread.name = "audit-committer"
        thread.start()
    }

    /// Lets the thread end when nobody holds the log any more.
    func abandon() { add(.stop(nil)) }

    /// Hands a task over; a task that is not taken is refused at once.
    func add(_ task: CommitterTask) {
        if case .failure(let refusal) = queue.add(task) { task.refuse(refusal) }
    }

    /// Hands an append over, and makes its leaf while the committer is at others.
    func add(_ pending: PendingAppend) {
        switch queue.add(.append(pending)) {
        case .success(let place): if let place { pending.make(at: place, origin: origin) }
        case .failure(let refusal): CommitterTask.append(pending).refuse(refusal)
        }
    }

    private func work(from state: CommitterState, _ clock: ClockWatch) {
        var state = state
        var clock = clock
        var unsettled = 0
        var mustErase = false
        let files = [database.path, database.path + "-wal"]
        let identities = files.map { FileIdentity(path: $0) }
        while true {
            var tasks = queue.take(size: state.tree.size)
            do {
                let batch = try commit(tasks, &state, &clock)
                for (path, identity) in zip(files, identities) where FileIdentity(path: path) != identity {
                    throw AuditLogError(.damaged, "\(path): removed or replaced while the log was open")
                }
                if let checkpoint = batch.answers.checkpoint { try copy.write(checkpoint) }
                publish(state, checkpoint: batch.answers.checkpoint, clock)
                batch.answers.give()
                // Nobody is told twice, whatever fails from here on; whoever waits for the end is told at the end.
                tasks = batch.isLast ? [.stop(batch.stop)] : []
                unsettled += batch.byteCount
                if batch.hasErased {
                    mustErase = true
                    unsettled = settings.limits.checkpointBytes
                }
                if mustSettle(unsettled), try settle(erasing: mustErase) {
                    unsettled = 0
                    mustErase = false
                }
                if batch.isLast { return finish(batch.stop) }
            } catch {
                return fail(tasks, "\(error)")
            }
        }
    }

    /// Whether to move what was committed now: when it has become much, or when nobody would wait for it.
    private func mustSettle(_ unsettled: Int) -> Bool {
        let limit = settings.limits.checkpointBytes
        return unsettled >= limit || (unsettled > limit / 4 && queue.depth == 0)
    }

    /// Moves what was committed into the database file; false when that must wait because somebody is at the file.
    private func settle(erasing: Bool) throws -> Bool {
        do {
            try settings.faults?.beforeCheckpoint()
            try database.checkpoint(erasing: erasing)
            return true
        } catch let error where LogDatabase.isBusy(error) {
            return false
        }
    }

    /// Writes what can be written in one transaction; the answers are given only after it is durable.
    private func commit(
        _ tasks: [CommitterTask],
        _ state: inout CommitterState,
        _ clock: inout ClockWatch
    ) throws -> CommitBatch {
        try settings.faults?.beforeCommit()
        let available = try settings.availableBytes?() ?? directory.availableBytes()
        clock.look(wall: settings.clock())
        var batch = CommitBatch(
            state: state,
            limits: settings.limits,
            origin: origin,
            availableBytes: available,
            clock: clock
        )
        var isRecorded = false
        try database.transaction { transaction in
            if let jump = clock.unrecorded { isRecorded = try batch.record(jump, transaction) }
            for task in tasks { try batch.take(task, transaction) }
            try batch.seal(transaction, signer)
            try settings.faults?.insideTransaction()
        }
        try settings.faults?.afterCommit()
        state = batch.state
        clock = batch.clock
        if isRecorded { clock.recorded() }
        return batch
    }

    private func publish(_ state: CommitterState, checkpoint: String?, _ clock: ClockWatch) {
        facts.withLock { facts in
            facts.clock = clock
            facts.size = state.tree.size
            if let checkpoint { facts.checkpoint = checkpoint }
            facts.bundle = state.bundle
            facts.newestTime = state.newestTime
            facts.isDiskLow = state.isDiskLow
        }
    }

    private func finish(_ stop: CheckedContinuation<Void, Never>?) {
        let waiting = queue.close(.unavailable("the log is closed"))
        do {
            try copy.synchronize()
            try database.close()
        } catch {
            facts.withLock { $0.failure = "\(error)" }
            settings.onFailure("\(error)")
        }
        for task in waiting { task.refuse(.unavailable("the log is closed")) }
        directory.release()
        stop?.resume()
    }

    /// Whoever waited in the failed batch is refused too: whether its entry survived is known only at the next start.
    private func fail(_ tasks: [CommitterTask], _ reason: String) {
        facts.withLock { $0.failure = reason }
        let refusal = AppendRefusal.unavailable(reason)
        let everybody = tasks + queue.close(refusal)
        // The operator hears it before anybody can act on the refusal.
        settings.onFailure(reason)
        for task in everybody { task.refuse(refusal) }
    }
}
