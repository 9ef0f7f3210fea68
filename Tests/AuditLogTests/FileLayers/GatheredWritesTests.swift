import AuditLog
import Foundation
import GRDB
import Support
import Testing

/// What is written piece by piece and gathered is what SQLite writes by itself, and a piece that cannot be written is never
/// taken for written.
@Suite struct GatheredWritesTests {
    @Test func `What is gathered is byte for byte what SQLite writes by itself`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let paths = ["\(folder)/gathered.sqlite", "\(folder)/plain.sqlite"]
            let pair = try zip(paths, [true, false]).map { try Self.create($0, gathering: $1) }
            func areEqual() throws -> Bool {
                try TestFiles.bytes(atPath: paths[0]) == TestFiles.bytes(atPath: paths[1])
            }
            var random = SeededGenerator(seed: 11)
            for round in 0..<120 {
                let commit = Commit(round, using: &random)
                for queue in pair { try commit.write(to: queue) }
                // Whoever reads beside the writer sees each commit at once.
                let seen = try paths.map { path in try HeldReader(path).rows }
                #expect(seen[0] == seen[1], "commit \(round)")
                guard round % 7 == 6 else { continue }
                let kind: Database.CheckpointMode = round % 2 == 0 ? .passive : .truncate
                for queue in pair { try queue.writeWithoutTransaction { _ = try $0.checkpoint(kind) } }
                #expect(try areEqual(), "commit \(round)")
            }
            for queue in pair { try queue.close() }
            #expect(try areEqual())
        }
    }

    /// Each write and each sync fails once, also while somebody who reads keeps checkpoints from going all the way, and who
    /// sees what he saw before, whatever happens.
    @Test(arguments: [false, true])
    func `What was committed is there whichever write or sync fails once`(withReader: Bool) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var number = 0
            var hasStruck = true
            while hasStruck {
                number += 1
                let path = "\(folder)/\(number).sqlite"
                try Self.create(path, gathering: true).close()
                hasStruck = try Self.failing(number, path, withReader: withReader)
            }
            #expect(number > 30, "only \(number) calls")
        }
    }

    @Test(arguments: ["OFF", "NORMAL"])
    func `Nothing is gathered for a connection that does not sync each commit`(setting: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let queue = try Self.open("\(folder)/weak.sqlite", gathering: false)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(setting)")
                let refusal = #expect(throws: AuditLogError.self) { try GatheredWrites.begin(on: database) }
                #expect(refusal?.code == .notDurable)
            }
        }
    }

    /// Commits until the call fails, and again after a start; whether it failed.
    private static func failing(_ number: Int, _ path: String, withReader: Bool) throws -> Bool {
        var files: FailingFiles?
        var committed: [HeldReader.Entry] = []
        var reader: HeldReader?
        func commit(_ rounds: Range<Int>) throws {
            let queue = try Self.open(path, gathering: true) { database in
                if files == nil { files = FailingFiles(number, of: database) }
            }
            defer { try? queue.close() }
            for round in rounds {
                let rows = (1...3).map { place in
                    let id = 3 * round + place
                    let size = 1_500 * (round % 4 + 1)
                    return HeldReader.Entry(id: id, value: [UInt8](repeating: UInt8(id), count: size))
                }
                try queue.write { database in
                    for row in rows {
                        // What a failed commit has written may be there after all.
                        try database.execute(
                            sql: "INSERT OR IGNORE INTO t VALUES (?, ?)",
                            arguments: [row.id, Data(row.value)]
                        )
                    }
                }
                committed += rows
                if withReader, round == 3 { reader = try HeldReader(path) }
                if round == 15 {
                    // From here on checkpoints go all the way again, by the same writer.
                    #expect(try reader?.isUnchanged() != false, "call \(number)")
                    reader = nil
                }
                if round % 3 == 2 { try queue.writeWithoutTransaction { _ = try $0.checkpoint(.passive) } }
            }
        }
        do { try commit(0..<12) } catch is DatabaseError {}
        let hasStruck = try #require(files).hasStruck
        #expect(hasStruck || committed.count == 36)
        try commit(12..<21)
        let end = try HeldReader(path)
        #expect(committed.allSatisfy(end.rows.contains), "call \(number)")
        #expect(try end.faults() == ["ok"], "call \(number)")
        return hasStruck
    }

    private static func create(_ path: String, gathering: Bool) throws -> DatabaseQueue {
        let queue = try open(path, gathering: gathering)
        try queue.write { database in
            try database.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, value BLOB NOT NULL)")
        }
        return queue
    }

    /// Opens a database for writing; what is done to its open files first is below what gathers.
    private static func open(
        _ path: String,
        gathering: Bool,
        below: (Database) -> Void = { _ in }
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            // So few pages are kept in memory that a commit's first ones are written before its last ones are made.
            for setting in ["synchronous = FULL", "wal_autocheckpoint = 0", "cache_size = 10"] {
                try database.execute(sql: "PRAGMA \(setting)")
            }
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            below(database)
            if gathering { try GatheredWrites.begin(on: database) }
        }
        return queue
    }

    /// Somebody who reads, and holds on to what he saw first.
    private final class HeldReader {
        struct Entry: Equatable {
            let id: Int
            let value: [UInt8]
        }

        let rows: [Entry]
        private let queue: DatabaseQueue

        init(_ path: String) throws {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.allowsUnsafeTransactions = true
            queue = try DatabaseQueue(path: path, configuration: configuration)
            rows = try queue.unsafeRead { database in
                try database.execute(sql: "BEGIN")
                return try Self.rows(in: database)
            }
        }

        deinit { try? queue.close() }

        func isUnchanged() throws -> Bool { try queue.unsafeRead { try Self.rows(in: $0) == rows } }

        func faults() throws -> [String] {
            try queue.unsafeRead { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        }

        private static func rows(in database: Database) throws -> [Entry] {
            try Row.fetchAll(database, sql: "SELECT id, value FROM t ORDER BY id").map { row in
                Entry(id: row["id"], value: [UInt8](row["value"] as Data))
            }
        }
    }

    /// Changes of one transaction, some of which it takes back itself.
    private struct Commit {
        private let number: Int
        private let sizes: [Int]
        private let removed: [Int]

        init(_ number: Int, using random: inout SeededGenerator) {
            self.number = number
            sizes = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                Int.random(
                    in: 0...([100, 5_000, 200_000].randomElement(using: &random) ?? 0),
                    using: &random
                )
            }
            removed = (0..<3).map { _ in Int.random(in: 0..<(number * 6 + 1), using: &random) }
        }

        func write(to queue: DatabaseQueue) throws {
            try queue.write { database in
                for (place, size) in sizes.enumerated() {
                    let row = [UInt8](repeating: UInt8(truncatingIfNeeded: number &* 7 &+ place), count: size)
                    func insert() throws {
                        try database.execute(
                            sql: "INSERT INTO t (value) VALUES (?)",
                            arguments: [Data(row)]
                        )
                    }
                    try database.inSavepoint {
                        try insert()
                        return place % 5 == 4 ? .rollback : .commit
                    }
                }
                for row in removed {
                    try database.execute(sql: "DELETE FROM t WHERE id = ?", arguments: [row])
                }
            }
        }
    }
}
