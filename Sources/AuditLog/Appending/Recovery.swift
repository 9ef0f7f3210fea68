internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import TransparencyLog

/// What is read back at a start, after it was held against the newest checkpoint and the copy of it.
struct Recovery {
    let state: CommitterState
    let signer: LogSigner
    let checkpoint: String
    let openDecisions: [Int64]

    /// Reads and compares; any difference throws `damaged` and names both sides.
    init(queries: LogQueries, path: String, key: PrivateKey, copy: [String]) throws {
        let first = try Self.entry(0, queries, path)
        guard first.type == .genesis else {
            throw AuditLogError(.damaged, "\(path): entry 0 is `\(first.type.rawValue)`, expected `genesis`")
        }
        signer = try LogSigner(origin: first.origin.value, key: key)
        let size = try queries.size()
        guard let newest = try queries.newestCheckpoint() else {
            throw AuditLogError(.damaged, "\(path): no checkpoint over \(size) entries")
        }
        let signed = try Self.open(newest.note, signer.verifier, "\(path): checkpoint \(newest.size)")
        guard signed.size == size, newest.size == size else {
            throw AuditLogError(
                .damaged,
                "\(path): \(size) entries, the newest checkpoint covers \(signed.size)"
            )
        }
        let tree = try TileTree(size: size, from: queries)
        guard tree.root == signed.root, try queries.root(size: size) == signed.root else {
            throw AuditLogError(
                .damaged,
                "\(path): the tree's root is \(tree.root), the checkpoint says \(signed.root)"
            )
        }
        try Self.compare(copy, signer.verifier, queries, size: size, path: path)
        state = try Self.state(tree, queries, path)
        checkpoint = newest.note
        openDecisions = try queries.openDecisions()
    }

    /// The copy may be behind after a power loss, never ahead, and must be a prefix of the log.
    private static func compare(
        _ copy: [String],
        _ verifier: NoteVerifier,
        _ queries: LogQueries,
        size: Int64,
        path: String
    ) throws {
        let known = copy.compactMap { try? Checkpoint.open(Array($0.utf8), log: verifier) }
        guard let newest = known.max(by: { $0.size < $1.size }) else {
            throw AuditLogError(
                .damaged,
                "\(path): the copy of the newest checkpoint holds none signed by this log's key"
            )
        }
        guard newest.size <= size else {
            throw AuditLogError(
                .damaged,
                "\(path): \(size) entries, the copy of the newest checkpoint covers \(newest.size): entries were lost"
            )
        }
        guard try queries.root(size: newest.size) == newest.root else {
            throw AuditLogError(
                .damaged,
                "\(path): the first \(newest.size) entries are not those of the checkpoint's copy"
            )
        }
    }

    private static func state(
        _ tree: TileTree,
        _ queries: LogQueries,
        _ path: String
    ) throws -> CommitterState {
        var state = CommitterState()
        state.tree = tree
        guard let stored = try queries.newestTimeAndBundle() else {
            throw AuditLogError(.damaged, "\(path): no checkpoint")
        }
        state.newestTime = Timestamp(microseconds: stored.time)
        let activation = try entry(stored.bundle, queries, path)
        guard let digest = EntryMeaning.activatedBundle(activation.type, activation.body) else {
            throw AuditLogError(
                .damaged,
                "\(path): entry \(stored.bundle) puts no bundle in force, expected the one that does"
            )
        }
        state.bundle = BundleInForce(digest: digest, index: stored.bundle)
        state.keptBundles = Set(try queries.bundles().compactMap { SHA256Digest(hex: $0) })
        return state
    }

    private static func open(_ note: String, _ verifier: NoteVerifier, _ place: String) throws -> Checkpoint {
        do { return try Checkpoint.open(Array(note.utf8), log: verifier) } catch {
            throw AuditLogError(
                .damaged,
                "\(place): \(error.detail), expected a signature by \(verifier.vkey)"
            )
        }
    }

    private static func entry(_ index: Int64, _ queries: LogQueries, _ path: String) throws -> LogEntry {
        guard let stored = try queries.entries(from: index, limit: 1).first, stored.index == index else {
            throw AuditLogError(.damaged, "\(path): entry \(index) is missing")
        }
        do { return try LogEntry(leaf: stored.bytes) } catch {
            throw AuditLogError(.damaged, "\(path): entry \(index): \(error)")
        }
    }
}
