internal import Cryptography
internal import Decisions
internal import Foundation
internal import GRDB
internal import StrictJSON
internal import TransparencyLog

/// What is read from a log's database, inside one snapshot.
package struct LogQueries {
    let database: Database

    /// How many entries there are, taken from the newest index.
    func size() throws -> Int64 {
        try (Int64.fetchOne(database, sql: "SELECT max(idx) FROM entry") ?? -1) + 1
    }

    /// Entries from an index on, in order, at most `limit`.
    package func entries(from index: Int64, limit: Int) throws -> [StoredLeaf] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT idx, leaf FROM entry WHERE idx >= ? ORDER BY idx LIMIT ?",
            arguments: [index, limit]
        )
        var found: [StoredLeaf] = []
        while let row = try rows.next() { found.append(try Self.leaf(row)) }
        return found
    }

    /// One entry, or nil when there is none at the index.
    func entry(at index: Int64) throws -> StoredLeaf? {
        try Row.fetchOne(database, sql: "SELECT idx, leaf FROM entry WHERE idx = ?", arguments: [index])
            .map(Self.leaf)
    }

    private static func leaf(_ row: Row) throws -> StoredLeaf {
        StoredLeaf(index: try row.value(0), bytes: Blob.bytes(try row.value(1)))
    }

    /// The first checkpoint over more than `size` entries, with its leaf hashes.
    func checkpointAfter(_ size: Int64) throws -> [StoredCheckpoint] {
        guard
            let next = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT min(size) FROM checkpoint WHERE size > ?"),
                arguments: [size]
            )
        else { return [] }
        return try checkpoints(above: next - 1, upTo: next)
    }

    /// The hashes of a full tile, or nil when it is not stored.
    func tile(level: Int, number: Int64) throws -> [SHA256Digest]? {
        let statement = try database.cachedStatement(sql: "SELECT hashes FROM tile WHERE id = ?")
        let data = try Data.fetchOne(
            statement,
            arguments: [LogSchema.tileKey(level: level, number: number)]
        )
        return data.flatMap { Tile.decode(Blob.bytes($0)) }
    }

    /// How many tile rows there are.
    func tileCount() throws -> Int64 { try Int64.fetchOne(database, sql: "SELECT count(*) FROM tile") ?? 0 }

    /// Checkpoints whose size is above `lower` and at most `upper`, smallest first.
    package func checkpoints(above lower: Int64, upTo upper: Int64) throws -> [StoredCheckpoint] {
        let statement = try database.cachedStatement(
            sql:
                "SELECT size, note, leaf_hashes, newest_time, bundle_index FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size"
        )
        let rows = try Row.fetchCursor(statement, arguments: [lower, upper])
        var found: [StoredCheckpoint] = []
        while let row = try rows.next() {
            let hashes = Tile.decode(Blob.bytes(try row.value(2))) ?? []
            found.append(
                StoredCheckpoint(
                    size: try row.value(0),
                    note: try row.value(1),
                    leafHashes: hashes,
                    newestTime: try row.value(3),
                    bundleIndex: try row.value(4)
                )
            )
        }
        return found
    }

    /// How many checkpoints there are over more than `size` entries.
    func checkpointCount(above size: Int64) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM checkpoint WHERE size > ?", arguments: [size])
            ?? 0
    }

    /// The newest checkpoint.
    func newestCheckpoint() throws -> StoredCheckpoint? {
        try Row.fetchOne(database, sql: "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1")
            .map { StoredCheckpoint(size: try $0.value(0), note: try $0.value(1)) }
    }

    /// The latest time of any entry and the index of the entry that put the bundle in force, as last committed.
    func newestTimeAndBundle() throws -> (time: Int64, bundle: Int64)? {
        try Row.fetchOne(
            database,
            sql: "SELECT newest_time, bundle_index FROM checkpoint ORDER BY size DESC LIMIT 1"
        ).map { (time: try $0.value(0), bundle: try $0.value(1)) }
    }

    /// Every warrant's count of uses, by the hex of its key.
    func warrantUses() throws -> [String: Int64] {
        let rows = try Row.fetchCursor(database, sql: "SELECT warrant, used FROM warrant_use")
        var found: [String: Int64] = [:]
        while let row = try rows.next() { found[Hex.encode(Blob.bytes(try row.value(0)))] = try row.value(1) }
        return found
    }

    /// Decisions that await an outcome, smallest first.
    func openDecisions() throws -> [Int64] {
        try Int64.fetchAll(database, sql: "SELECT idx FROM open_decision ORDER BY idx")
    }

    /// The digests of the bundles that are kept, as hex.
    func bundles() throws -> [String] {
        try Data.fetchAll(database, sql: "SELECT DISTINCT digest FROM bundle ORDER BY digest")
            .map { Hex.encode(Blob.bytes($0)) }
    }

    /// The files of a bundle, sorted by path.
    func bundleFiles(_ digest: SHA256Digest) throws -> [BundleFile] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT path, content FROM bundle WHERE digest = ? ORDER BY path",
            arguments: [Blob.data(digest.bytes)]
        )
        var found: [BundleFile] = []
        while let row = try rows.next() {
            found.append(BundleFile(path: ExactString(try row.value(0)), bytes: Blob.bytes(try row.value(1))))
        }
        return found
    }

    /// The first hundred keys of a table's rows of which something is true, all in words of this program.
    func keys(_ key: String, of table: String, where condition: String) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: "SELECT \(key) FROM \(table) WHERE \(condition) ORDER BY \(key) LIMIT 100"
        )
    }

    /// SQLite's own words about the file's structure; empty when it finds nothing.
    func integrityFaults() throws -> [String] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }
    }

    /// SQLite's own words about one table and its indexes, the name of which is one of the schema's.
    func integrityFaults(of table: String) throws -> [String] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(\(table))").filter { $0 != "ok" }
    }

    /// The root pages of the tables that only grow.
    func growingTables() throws -> [(name: String, root: Int64)] {
        try Row.fetchAll(
            database,
            sql:
                "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND name IN ('entry', 'tile', 'checkpoint')"
        ).map { (name: try $0.value(0), root: try $0.value(1)) }
    }
}
