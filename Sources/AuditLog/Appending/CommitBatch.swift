internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import TransparencyLog

/// One transaction's work: places drafts, counts, writes, and remembers what to answer.
///
/// Drafts are placed and written one by one, since each may depend on those before it; in the end the tree is signed.
struct CommitBatch {
    /// The state after this batch; valid only when its transaction committed.
    private(set) var state: CommitterState
    /// What to tell whoever waits; valid only when the transaction committed.
    private(set) var answers = BatchAnswers()
    /// Whether the log is to close after this batch, and whoever waits for it.
    private(set) var isLast = false
    private(set) var stop: CheckedContinuation<Void, Never>?
    /// Whether personal values were destroyed, of which the write-ahead log still has copies.
    private(set) var hasErased = false
    /// Bytes of leaves and bundle files written.
    private(set) var byteCount = 0

    /// The batch's leaves in order.
    private var leaves: [MadeLeaf] = []
    private let limits: LogLimits
    private let origin: [UInt8]
    private let availableBytes: Int64
    /// The clocks as they were looked at for this batch; an operator's note may change their standing.
    private(set) var clock: ClockWatch

    init(
        state: CommitterState,
        limits: LogLimits,
        origin: [UInt8],
        availableBytes: Int64,
        clock: ClockWatch
    ) {
        self.state = state
        self.limits = limits
        self.origin = origin
        self.availableBytes = availableBytes
        self.clock = clock
        self.state.isDiskLow = availableBytes < limits.diskReserve
    }

    /// Does one task inside the transaction; throws only what is final.
    mutating func take(_ task: CommitterTask, _ transaction: LogTransaction) throws {
        switch task {
        case .look: break
        case .trustClock(let note, let waiter):
            answers.add(.noted(waiter, try trustClock(note, transaction)))
        case .stop(let waiter):
            isLast = true
            stop = waiter
        case .keepBundle(let digest, let files, let waiter):
            for file in files {
                try transaction.insertBundleFile(digest, path: file.path.value, content: file.bytes)
            }
            byteCount += task.byteCount
            state.keptBundles.insert(digest)
            answers.add(.kept(waiter))
        case .append(let pending):
            if let refusal = try refusal(of: pending.facts, transaction) {
                answers.add(.refused(pending, refusal))
            } else {
                if pending.facts.type == .stop { try giveUp(at: pending.facts.time, transaction) }
                let (leaf, use) = try write(pending.facts, pending.template, of: pending, transaction)
                answers.add(.written(pending, index: leaf.index, leaf: leaf.hash, use: use))
            }
        }
    }

    /// Records that the clock's standing changed, before anything else; false when there is no room for an entry.
    mutating func record(_ jump: ClockJumpRecord, _ transaction: LogTransaction) throws -> Bool {
        guard size > 0, availableBytes >= limits.diskFloor else { return false }
        try write(DraftFacts(jump.draft(at: clock.now)), LeafTemplate(jump.json), transaction)
        return true
    }

    /// Trusts the wall clock from here on by an operator's note, which is the entry that says so.
    private mutating func trustClock(
        _ note: ClockNote,
        _ transaction: LogTransaction
    ) throws -> Result<Int64, ClockNoteRefusal> {
        guard size > 0, availableBytes >= limits.diskFloor else {
            return .failure(ClockNoteRefusal(description: "the log has no room for the entry"))
        }
        let record: ClockJumpRecord
        do throws(ClockNoteRefusal) {
            record = try clock.accept(note, newest: state.newestTime, limits)
        } catch {
            return .failure(error)
        }
        let draft = DraftFacts(record.draft(at: clock.now))
        return .success(try write(draft, LeafTemplate(record.json), transaction).leaf.index)
    }

    /// Signs the tree over what was written, and inserts the checkpoint.
    mutating func seal(_ transaction: LogTransaction, _ signer: LogSigner) throws {
        guard !leaves.isEmpty else { return }
        let note = try signer.checkpoint(size: state.tree.size, root: state.tree.root)
        try transaction.insertCheckpoint(note, state: state, leafHashes: Tile.encode(leaves.map(\.hash)))
        answers.checkpoint = note
        answers.keep(leaves)
        leaves = []
    }

    /// How many entries the log has with those written so far.
    private var size: Int64 { state.tree.size }

    // MARK: - What may be written

    private func refusal(of draft: DraftFacts, _ transaction: LogTransaction) throws -> AppendRefusal? {
        guard availableBytes >= limits.diskFloor, draft.type != .decision || !state.isDiskLow else {
            return .diskLow
        }
        guard (draft.type == .genesis) == (size == 0) else {
            return .unavailable("a log begins with its one `genesis` entry")
        }
        guard isTimely(draft) else { return .clockUntrusted }
        if let current = state.bundle {
            if let required = draft.requiredBundle, required != current.digest {
                return .bundleNotInForce(current: current.digest)
            }
            if draft.type == .decision, draft.decidingBundle != current {
                return .bundleNotInForce(current: current.digest)
            }
        }
        if let activated = draft.activatedBundle, !state.keptBundles.contains(activated) {
            return .unavailable("the bundle \(activated) must be kept in the log before it can be activated")
        }
        if let use = draft.warrantUse {
            guard try transaction.uses(of: use.key) < use.maximum else { return .usesExhausted }
        }
        if let entry = draft.redactedEntry {
            guard try transaction.hasPersonal(entry) else {
                return .unavailable("entry \(entry) has no personal values that could be erased")
            }
        }
        for decision in draft.answeredDecisions {
            guard try transaction.isOpen(decision) else {
                return .unavailable("decision \(decision) does not await an outcome")
            }
        }
        return nil
    }

    /// A decision's time may neither lie behind the newest entry nor ahead of the clock, by more than the tolerance, and
    /// nothing is decided by a clock that jumped.
    ///
    /// What has happened already must be recorded whatever the clock says; see ``CommitterState/place(_:tolerance:)``.
    private func isTimely(_ draft: DraftFacts) -> Bool {
        if EntryMeaning.mustBeRecorded(draft.type) { return true }
        guard clock.isTrusted || draft.type != .decision else { return false }
        let time = time(of: draft)
        guard time <= clock.now.adding(microseconds: limits.clockTolerance) else { return false }
        guard let newest = state.newestTime else { return true }
        return !limits.isBehind(time, newest)
    }

    /// The time of what happened; whatever cannot be refused for it is never dated later than the trusted time.
    private func time(of draft: DraftFacts) -> Timestamp {
        guard clock.isTrusted else { return draft.type == .decision ? draft.time : clock.now }
        return EntryMeaning.mustBeRecorded(draft.type) ? min(draft.time, clock.now) : draft.time
    }

    // MARK: - Writing

    /// Records that nobody will know the outcome of what is still open when the gate stops.
    private mutating func giveUp(at time: Timestamp, _ transaction: LogTransaction) throws {
        var rest = try transaction.openDecisions()[...]
        while !rest.isEmpty {
            let record = OutcomeUnknownRecord(decisions: Array(rest.prefix(AuditLog.orphansPerEntry)))
            rest = rest.dropFirst(record.decisions.count)
            try write(DraftFacts(record.draft(at: time)), LeafTemplate(record.json), transaction)
        }
    }

    /// Writes an entry at the next place: the leaf that whoever asked has made for it, or else one made here.
    @discardableResult
    private mutating func write(
        _ draft: DraftFacts,
        _ template: LeafTemplate,
        of pending: PendingAppend? = nil,
        _ transaction: LogTransaction
    ) throws -> (leaf: MadeLeaf, use: CountedUse?) {
        let index = size
        let use = try count(draft.warrantUse, transaction)
        let time = state.place(time(of: draft), tolerance: limits.clockTolerance)
        let leaf: MadeLeaf
        if use == nil, let made = pending?.leaf(at: index, time) {
            leaf = made
        } else {
            let envelope = Envelope(
                origin: origin,
                index: index,
                nonce: try SecureRandom.bytes(16)[...],
                time: time,
                type: draft.type,
                use: use
            )
            leaf = MadeLeaf(template, envelope)
        }
        leaves.append(leaf)
        try transaction.insertEntry(index, leaf.bytes)
        for tile in state.tree.append(leaf.hash) { try transaction.insertTile(tile) }
        try follow(draft, at: index, transaction)
        if let sealed = pending?.sealed { try transaction.insertPersonal(index, sealed: sealed) }
        if let bundle = draft.activatedBundle {
            state.bundle = BundleInForce(digest: bundle, index: index)
        }
        byteCount += leaf.bytes.count
        return (leaf, use)
    }

    /// Keeps the tables of what a start reads back and of decisions that await an outcome, gives a use back that provably
    /// was none, and destroys what a redaction names.
    private mutating func follow(_ draft: DraftFacts, at index: Int64, _ transaction: LogTransaction) throws {
        if let entry = draft.redactedEntry {
            try transaction.erasePersonal(entry)
            hasErased = true
        }
        if EntryMeaning.isRemembered(draft.type) { try transaction.remember(index, draft.type) }
        if draft.awaitsOutcome {
            try transaction.openDecision(index, warrant: draft.warrantUse?.key)
        }
        for decision in draft.answeredDecisions {
            let warrant = try transaction.closeDecision(decision)
            if let warrant, draft.givesUseBack {
                try transaction.setUses(of: warrant, to: transaction.uses(of: warrant) - 1)
            }
        }
    }

    private func count(_ use: WarrantUse?, _ transaction: LogTransaction) throws -> CountedUse? {
        guard let use else { return nil }
        let number = try transaction.uses(of: use.key) + 1
        try transaction.setUses(of: use.key, to: number)
        return CountedUse(number: number, maximum: use.maximum)
    }
}
