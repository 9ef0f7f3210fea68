internal import GRDB
internal import Synchronization
internal import TransparencyLog

/// Whether the file is sound: by its pages where they can show it, and by SQLite's own check where they cannot.
extension SQLiteSource {
    package func structureFaults() throws -> [Finding] {
        let isProved = try provesStructure()
        var findings = isProved ? [] : wholeFileFaults()
        if immutable != nil { findings += unusedBytes(besides: isProved ? [Self.entries] : []) }
        if let immutable, FileState(path: path) != immutable || FileIdentity(path: path + "-wal") != nil {
            findings.append(
                Finding(
                    .file,
                    field: path,
                    expected: "a file that nobody writes",
                    found: "changes while it was read"
                )
            )
        }
        return findings
    }

    /// Whether reading the pages of a file that nobody writes shows all that SQLite's check of the whole file would.
    ///
    /// The entries, which are nearly all of a file, were read page by page and held against every rule of the check. SQLite
    /// checks the other tables, each by itself; what it then leaves out is whether each page of the file has one place, which is
    /// counted here. False says nothing of the file.
    package func provesStructure() throws -> Bool {
        guard immutable != nil, !isPlain else { return false }
        do {
            return try read { queries in
                guard try LogSchema.isExactly(queries.database) else { return false }
                let roots = try LogSchema.roots(queries.database)
                guard let root = roots.first(where: { $0.table == Self.entries })?.root,
                    let entries = entryPages(root),
                    var account = PageAccount(path: path, entries), account.isPlain
                else { return false }
                for table in Set(roots.map(\.table)) where table != Self.entries {
                    guard try queries.integrityFaults(of: table).isEmpty else { return false }
                }
                for (table, root) in roots where table != Self.entries {
                    guard account.add(tree: root) else { return false }
                }
                return account.addFreePages() && account.isComplete
            }
        } catch is DatabaseError {
            return false
        }
    }

    /// The next entries from their pages; nil where SQLite must read them.
    func walkedLeaves(from index: Int64, limit: Int) throws -> [StoredLeaf]? {
        // Single entries and short stretches are looked for, not read in order.
        guard immutable != nil, !isPlain, limit >= LogVerification.chunkEntries else { return nil }
        let root = try index == 0 ? entriesRoot() : nil
        return walk.withLock { walk in
            if index == 0 { walk.begin(path, root: root) }
            return walk.take(from: index, limit: limit)
        }
    }

    /// The root page of the table that SQLite would read too: another schema might give its name to another table.
    private func entriesRoot() throws -> Int64? {
        try read { queries in
            guard try LogSchema.isExactly(queries.database) else { return nil }
            return try LogSchema.roots(queries.database).first { $0.table == Self.entries }?.root
        }
    }

    /// The pages of the entries, which are read now if that was not done before; nil in doubt.
    private func entryPages(_ root: Int64) -> PageSet? {
        walk.withLock { walk in
            if walk.proved == nil {
                walk.begin(path, root: root)
                walk.finish()
            }
            return walk.proved
        }
    }

    /// What SQLite's check of the whole file says.
    private func wholeFileFaults() -> [Finding] {
        let words: [String]
        do { words = try read { try $0.integrityFaults() } } catch { words = ["\(error)"] }
        return words.map { Finding(.file, field: path, expected: "a sound database", found: $0) }
    }

    /// Bytes that hold nothing and yet are something; looked for only in a file that nobody writes.
    private func unusedBytes(besides known: [String]) -> [Finding] {
        guard var scan = PageScan(path: path), let tables = try? read({ try $0.growingTables() }) else {
            return []
        }
        // From its first tile of a higher level on, that table no longer grows at its end alone, and SQLite leaves copies of
        // hashes in the gaps of the pages that it divides; the tiles themselves are held against the entries.
        let hasHigherTiles = (try? tile(level: 1, number: 0, width: Tile.width)) != nil
        for table in tables where !(hasHigherTiles && table.name == "tile") && !known.contains(table.name) {
            scan.scan(table: table.name, root: table.root)
        }
        return scan.findings
    }

    private static let entries = "entry"
}
