internal import Cryptography
internal import Decisions
internal import TransparencyLog

/// The state of one verification between two chunks.
struct VerificationRun {
    private(set) var report: VerificationReport

    private let source: any LogSource
    private let key: NoteVerifier
    private var tree = TreeCheck()
    private var history: HistoryCheck
    private var findings = FindingList()
    private var tables: LogTables?
    private var newestCheckpointSize: Int64 = 0
    private var held: ArraySlice<Checkpoint>

    init(_ source: some LogSource, key: NoteVerifier, held: [Checkpoint]) throws {
        self.source = source
        self.key = key
        self.held = held.filter { $0.size > 0 }.sorted { $0.size < $1.size }[...]
        history = HistoryCheck(origin: key.name, kept: Set(try source.bundles()))
        report = VerificationReport(place: source.place, origin: key.name)
    }

    /// Takes what was found before anything was read.
    mutating func note(_ found: [Finding]) { for finding in found { findings.add(finding) } }

    /// Takes the next chunk in order.
    mutating func take(_ chunk: LogChunk, _ prepared: PreparedChunk) throws {
        for fault in chunk.faults { findings.add(fault) }
        var checkpoints = prepared.checkpoints[...]
        for part in prepared.parts {
            let leaves = part.span
            for place in leaves.indices {
                let (index, hash) = (leaves[place].index, leaves[place].hash)
                if tree.tree.size < index { try bridge(to: index, chunk, &checkpoints) }
                take(leaves[place])
                try grow(hash, stored: chunk.leafHashes[index], &checkpoints)
            }
        }
        try bridge(to: chunk.isLast ? .max : chunk.next, chunk, &checkpoints)
        for checkpoint in checkpoints { misplaced(checkpoint) }
        if let found = chunk.tables { tables = found }
    }

    private mutating func take(_ leaf: PreparedChunk.Leaf) {
        report.entries += 1
        let place = tree.tree.size
        if leaf.index != place {
            findings.add(
                Finding(.sequence, index: place, field: "place", expected: "\(place)", found: "\(leaf.index)")
            )
        }
        switch leaf.content {
        case .repeated(let entry): history.take(entry.links, at: place, &findings)
        case .read(let entry, let form, let within):
            if let form { findings.add(Self.form(form, at: place)) }
            for finding in within { findings.add(finding) }
            history.take(entry, at: place, &findings)
        case .unreadable(let error): findings.add(Self.form(error, at: place))
        }
    }

    /// Names entries that are missing, and lets the tree grow by their stored hashes so that what follows is comparable.
    private mutating func bridge(
        to index: Int64,
        _ chunk: LogChunk,
        _ checkpoints: inout ArraySlice<PreparedChunk.SignedCheckpoint>
    ) throws {
        while tree.tree.size < index, let hash = chunk.leafHashes[tree.tree.size] {
            findings.add(
                Finding(.sequence, index: tree.tree.size, field: "entry", expected: "an entry", found: "none")
            )
            try grow(hash, stored: hash, &checkpoints)
        }
    }

    private mutating func grow(
        _ hash: SHA256Digest,
        stored: SHA256Digest?,
        _ checkpoints: inout ArraySlice<PreparedChunk.SignedCheckpoint>
    ) throws {
        for tile in tree.take(hash, stored: stored) { try compare(tile) }
        while let checkpoint = held.first, checkpoint.size == tree.tree.size {
            held.removeFirst()
            guard checkpoint.root != tree.tree.root else { continue }
            lost(checkpoint, expected: "root \(checkpoint.root)", found: "\(tree.tree.root)")
        }
        while let checkpoint = checkpoints.first, checkpoint.stored.size <= tree.tree.size {
            checkpoints.removeFirst()
            take(checkpoint)
        }
    }

    private mutating func compare(_ tile: TileTree.Row) throws {
        let stored = try source.tile(level: tile.level, number: tile.number, width: tile.hashes.count)
        guard stored != tile.hashes else { return }
        let span = Int64(1) << Int64(8 * tile.level)
        guard let stored else {
            findings.add(
                Finding(
                    .hash,
                    index: tile.number * span * Int64(Tile.width),
                    field: "tile \(tile.level)/\(tile.number)",
                    expected: "\(tile.hashes.count) hashes",
                    found: "none"
                )
            )
            return
        }
        for (offset, pair) in zip(stored, tile.hashes).enumerated() where pair.0 != pair.1 {
            let index = (tile.number * Int64(Tile.width) + Int64(offset)) * span
            findings.add(
                Finding(
                    .hash,
                    index: index,
                    field: "tile \(tile.level)/\(tile.number), hash \(offset)",
                    expected: "\(pair.1)",
                    found: "\(pair.0)"
                )
            )
        }
    }

    private mutating func take(_ checkpoint: PreparedChunk.SignedCheckpoint) {
        report.checkpoints += 1
        let size = checkpoint.stored.size
        switch checkpoint.opened {
        case .failure(let error):
            findings.add(
                Finding(
                    .checkpoint,
                    index: size - 1,
                    field: "checkpoint \(size)",
                    expected: "a signature by \(key.vkey)",
                    found: error.detail
                )
            )
        case .success(let signed):
            guard signed.size == size, size == tree.tree.size else { return misplaced(checkpoint) }
            newestCheckpointSize = max(newestCheckpointSize, size)
            tree.compare(signed, &findings)
        }
        if let time = checkpoint.stored.newestTime, time != history.newestTime?.microseconds {
            table(
                "checkpoint \(size), newest_time",
                history.newestTime.map { "\($0.microseconds)" },
                "\(time)"
            )
        }
        if let bundle = checkpoint.stored.bundleIndex, bundle != history.bundle?.index {
            table("checkpoint \(size), bundle_index", history.bundle.map { "\($0.index)" }, "\(bundle)")
        }
    }

    private mutating func misplaced(_ checkpoint: PreparedChunk.SignedCheckpoint) {
        let signed = (try? checkpoint.opened.get().size).map { "\($0)" } ?? "an unreadable size"
        findings.add(
            Finding(
                .checkpoint,
                index: checkpoint.stored.size - 1,
                field: "checkpoint \(checkpoint.stored.size)",
                expected: "a checkpoint over \(tree.tree.size) entries at most",
                found: signed
            )
        )
    }

    /// A checkpoint that somebody kept is none of this log.
    private mutating func lost(_ checkpoint: Checkpoint, expected: String, found: String) {
        findings.add(
            Finding(
                .held,
                index: checkpoint.size - 1,
                field: "the checkpoint held over \(checkpoint.size) entries",
                expected: expected,
                found: found
            )
        )
    }

    private mutating func table(_ field: String, _ expected: String?, _ found: String) {
        findings.add(Finding(.table, field: field, expected: expected ?? "none", found: found))
    }

    // MARK: - The end

    /// What can be said only when everything was read.
    mutating func finish() throws -> VerificationReport {
        tree.finish(&findings)
        for checkpoint in held {
            lost(checkpoint, expected: "\(checkpoint.size) entries", found: "\(tree.tree.size)")
        }
        if newestCheckpointSize != tree.tree.size || tree.tree.size == 0 {
            findings.add(
                Finding(
                    .checkpoint,
                    index: newestCheckpointSize,
                    field: "checkpoint",
                    expected: "a signed checkpoint over all \(tree.tree.size) entries",
                    found: "one over \(newestCheckpointSize)"
                )
            )
        }
        if source.hasPartialTiles { try comparePartialTiles() }
        try compareBundles()
        if let tables { compare(tables) }
        if let database = source as? SQLiteSource {
            try compareErased(database)
            for stranger in try database.strangers(inLogOf: tree.tree.size) { findings.add(stranger) }
        }
        for fault in try source.structureFaults() { findings.add(fault) }
        report.verifiedSize = tree.agreed?.size ?? 0
        report.root = tree.agreed?.root
        report.counts = history.counts
        report.permits = history.permits
        report.awaitingOutcome = history.open.keys.sorted()
        report.newestTime = history.newestTime
        report.warrants = history.uses.count
        report.findings = findings
        return report
    }

    private mutating func comparePartialTiles() throws {
        for tile in tree.tree.partial { try compare(tile) }
    }

    /// Every kept bundle must have the digest under which it is kept.
    private mutating func compareBundles() throws {
        for digest in try source.bundles() {
            let found = try? BundleManifest(source.bundleFiles(digest)).digest()
            if found != digest {
                findings.add(
                    Finding(
                        .bundle,
                        field: "files of bundle \(digest)",
                        expected: "a manifest with this digest",
                        found: found.map { "\($0)" } ?? "none that can be read"
                    )
                )
            }
        }
    }

    private mutating func compare(_ tables: LogTables) {
        let uses = Dictionary(uniqueKeysWithValues: history.uses.map { ($0.key.hex, $0.value) })
        for warrant in Set(uses.keys).union(tables.warrantUses.keys).sorted()
        where uses[warrant, default: 0] != tables.warrantUses[warrant, default: 0] {
            table(
                "warrant_use \(warrant)",
                "\(uses[warrant, default: 0])",
                "\(tables.warrantUses[warrant, default: 0])"
            )
        }
        let open = history.open.keys.sorted()
        if open != tables.openDecisions { table("open_decision", "\(open)", "\(tables.openDecisions)") }
        guard let remembered = tables.remembered else { return }
        for index in Set(remembered.keys).union(history.remembered.keys).sorted()
        where remembered[index] != history.remembered[index] {
            table("remembered \(index)", history.remembered[index], remembered[index] ?? "none")
        }
    }

    /// What was redacted must not be kept any more.
    private mutating func compareErased(_ database: SQLiteSource) throws {
        for index in history.redacted.sorted() where try database.sealedPersonal(at: index) != nil {
            findings.add(
                Finding(
                    .table,
                    index: index,
                    field: "personal",
                    expected: "nothing, since the entry was redacted",
                    found: "encrypted values"
                )
            )
        }
    }

    private static func form(_ error: some Error & CustomStringConvertible, at place: Int64) -> Finding {
        Finding(.form, index: place, field: "leaf", expected: "one canonical entry", found: "\(error)")
    }
}
