import AuditLog
import Cryptography
import Foundation
import GRDB
import StrictJSON
import Support
import Testing
import TransparencyLog

/// Edits of a log's copy, drawn by a seeded generator: each is found, and where it was made.
@Suite struct RandomEditTests {
    @Test func `A thousand random edits of a database are each found at their place`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 16)
            let original = try TestFiles.bytes(atPath: log.database)
            let size = try SQLiteSource(path: log.database).size()
            var random = SeededGenerator(seed: 2_026_11_21)
            var tried: [String: Int] = [:]
            let path = "\(folder)/copy.sqlite"
            var quick = Configuration()
            quick.prepareDatabase {
                try $0.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
            }
            for number in 0..<1_000 {
                let edit = Edit.all[number % Edit.all.count]
                try TestFiles.write(original, toPath: path)
                let queue = try DatabaseQueue(path: path, configuration: quick)
                let places = try await queue.write { [random] database in
                    var random = random
                    return (try edit.make(database, size, &random), random)
                }
                random = places.1
                try queue.close()
                let report = try await LogVerification.verify(try SQLiteSource(path: path), key: log.verifier)
                let found = Set(
                    report.findings.first.filter { edit.kinds.contains($0.kind) }.compactMap(\.index)
                )
                #expect(
                    !places.0.isEmpty && places.0.isSubset(of: found),
                    "edit \(number), \(edit.name): expected findings at \(places.0.sorted()), found \(report.findings.first.prefix(4))"
                )
                tried[edit.name, default: 0] += 1
            }
            #expect(tried.count == Edit.all.count)
            try TestFiles.write(original, toPath: path)
            #expect(try await LogVerification.verify(SQLiteSource(path: path), key: log.verifier).isClean)
        }
    }

    @Test func `A log rolled back to any older image is found by whoever holds a newer checkpoint`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            var images: [String] = []
            for number in 0..<20 {
                images.append("\(folder)/image\(number)")
                let database = try SQLiteSource(path: "\(folder)/audit.sqlite")
                _ = try LogExport.export(database, key: log.verifier, to: images[number])
                _ = try await log.append(fixture.start())
            }
            await log.close()
            let source = try SQLiteSource(path: "\(folder)/audit.sqlite")
            let newest = try #require(try source.newestCheckpoint())
            let held = try Checkpoint.open(Array(newest.note.utf8), log: log.verifier)
            for (number, image) in images.enumerated() {
                let older = try ExportSource(directory: image)
                let alone = try await LogVerification.verify(older, key: log.verifier)
                #expect(alone.isClean, "an older state is in order in itself")
                let report = try await LogVerification.verify(older, key: log.verifier, held: [held])
                #expect(report.findings.first.map(\.kind) == [.held])
                #expect(report.findings.first.first?.index == 20)
                #expect(report.findings.first.first?.found == "\(number + 1)")
                let then = try #require(try older.newestCheckpoint())
                let past = try Checkpoint.open(Array(then.note.utf8), log: log.verifier)
                #expect(
                    try await LogVerification.verify(source, key: log.verifier, held: [held, past]).isClean,
                    "every state that the log went through is one of it"
                )
            }
        }
    }

    @Test func `A log written anew with its own key is found by whoever holds a checkpoint of the old one`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 9)
            let source = try SQLiteSource(path: log.database)
            let forged = "\(folder)/forged"
            try Forger.forge(source, key: log.fixture.key, origin: LogFixture.origin, to: forged) { entry in
                guard entry.index == 2 else { return entry.body }
                var body = entry.body
                body.set("requestId", "another")
                return body
            }
            let export = try ExportSource(directory: forged)
            #expect(try await LogVerification.verify(export, key: log.verifier).isClean)
            let total = try source.size()
            for size in [2, 3, total] {
                let root = try StoredTreeRoots.root(of: source, size: size)
                let held = Checkpoint(origin: LogFixture.origin, size: size, root: root)
                let report = try await LogVerification.verify(export, key: log.verifier, held: [held])
                #expect(report.findings.first.map(\.kind) == (size <= 2 ? [] : [.held]), "held over \(size)")
            }
        }
    }
}

/// The root over the first entries of a log.
private enum StoredTreeRoots {
    static func root(of source: some LogSource, size: Int64) throws -> SHA256Digest {
        var tree = CompactTree()
        for leaf in try source.leaves(from: 0, limit: Int(size)) { tree.append(MerkleHash.leaf(leaf.bytes)) }
        return tree.root
    }
}

/// One way to change a log's copy.
private struct Edit {
    let name: String
    /// What findings there must be, at each place that `make` returns.
    let kinds: Set<Finding.Kind>
    /// Changes the copy and returns the entries at which that must be found.
    let make: @Sendable (Database, Int64, inout SeededGenerator) throws -> Set<Int64>

    static let all: [Edit] = [
        Edit(name: "a bit of a leaf", kinds: [.leaf]) { database, size, random in
            let index = random.below(size)
            var leaf = try bytes(database, "SELECT leaf FROM entry WHERE idx = ?", index)
            flip(&leaf, &random)
            try database.execute(
                sql: "UPDATE entry SET leaf = ? WHERE idx = ?",
                arguments: [Data(leaf), index]
            )
            return [index]
        },
        Edit(name: "two leaves swapped", kinds: [.leaf]) { database, size, random in
            let (one, other) = random.pair(below: size)
            let leaf = try bytes(database, "SELECT leaf FROM entry WHERE idx = ?", one)
            try database.execute(
                sql: "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = ?) WHERE idx = ?",
                arguments: [other, one]
            )
            try database.execute(
                sql: "UPDATE entry SET leaf = ? WHERE idx = ?",
                arguments: [Data(leaf), other]
            )
            return [one, other]
        },
        Edit(name: "a leaf put in another's place", kinds: [.leaf]) { database, size, random in
            let (one, other) = random.pair(below: size)
            try database.execute(
                sql: "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = ?) WHERE idx = ?",
                arguments: [other, one]
            )
            return [one]
        },
        Edit(name: "an entry dropped", kinds: [.sequence]) { database, size, random in
            let index = random.below(size)
            try database.execute(sql: "DELETE FROM entry WHERE idx = ?", arguments: [index])
            return [index]
        },
        Edit(name: "an entry dropped, the rest moved up", kinds: [.leaf, .sequence]) {
            database,
            size,
            random in
            let index = random.below(size - 1)
            try database.execute(sql: "DELETE FROM entry WHERE idx = ?", arguments: [index])
            for later in (index + 1)..<size {
                try database.execute(
                    sql: "UPDATE entry SET idx = ? WHERE idx = ?",
                    arguments: [later - 1, later]
                )
            }
            return [index, size - 1]
        },
        Edit(name: "an entry twice, the rest moved down", kinds: [.leaf, .sequence, .checkpoint]) {
            database,
            size,
            random in
            let index = random.below(size)
            for later in (index..<size).reversed() {
                try database.execute(
                    sql: "UPDATE entry SET idx = ? WHERE idx = ?",
                    arguments: [later + 1, later]
                )
            }
            try database.execute(
                sql: "INSERT INTO entry SELECT ?, leaf FROM entry WHERE idx = ?",
                arguments: [index, index + 1]
            )
            return [index + 1]
        },
        Edit(name: "the end cut off", kinds: [.sequence]) { database, size, random in
            let kept = random.below(size)
            try database.execute(sql: "DELETE FROM entry WHERE idx >= ?", arguments: [kept])
            return Set(kept..<size)
        },
        Edit(name: "a bit of the stored hashes", kinds: [.hash]) { database, size, random in
            let index = random.below(size)
            let covering = "(SELECT min(size) FROM checkpoint WHERE size > ?)"
            var hashes = try bytes(
                database,
                "SELECT leaf_hashes FROM checkpoint WHERE size = \(covering)",
                index
            )
            let first = try Int64.fetchOne(
                database,
                sql: "SELECT coalesce(max(size), 0) FROM checkpoint WHERE size <= ?",
                arguments: [index]
            )
            let place = Int(index - (first ?? 0)) * 32 + Int(random.below(32))
            hashes[place] ^= 1 << UInt8(random.below(8))
            try database.execute(
                sql: "UPDATE checkpoint SET leaf_hashes = ? WHERE size = \(covering)",
                arguments: [Data(hashes), index]
            )
            return [index]
        },
        Edit(name: "a bit of a checkpoint", kinds: [.checkpoint]) { database, size, random in
            let checkpoint = try random.checkpoint(of: database)
            var note = try bytes(
                database,
                "SELECT CAST(note AS BLOB) FROM checkpoint WHERE size = ?",
                checkpoint
            )
            // The lowest five bits of an ASCII character, so that the note stays text.
            note[Int(random.below(Int64(note.count)))] ^= 1 << UInt8(random.below(5))
            try database.execute(
                sql: "UPDATE checkpoint SET note = CAST(? AS TEXT) WHERE size = ?",
                arguments: [Data(note), checkpoint]
            )
            return [checkpoint - 1]
        },
        Edit(name: "a checkpoint signed with another key", kinds: [.checkpoint]) { database, size, random in
            let checkpoint = try random.checkpoint(of: database)
            let note = try bytes(
                database,
                "SELECT CAST(note AS BLOB) FROM checkpoint WHERE size = ?",
                checkpoint
            )
            let text = try SignedNote(parsing: note).text
            let signer = try LogSigner(origin: LogFixture.origin, key: .generate(.ed25519))
            let forged = try Checkpoint(parsing: text)
            try database.execute(
                sql: "UPDATE checkpoint SET note = ? WHERE size = ?",
                arguments: [try signer.checkpoint(size: forged.size, root: forged.root), checkpoint]
            )
            return [checkpoint - 1]
        },
        Edit(name: "a checkpoint dated another size", kinds: [.checkpoint]) { database, size, random in
            let sizes = try Int64.fetchAll(database, sql: "SELECT size FROM checkpoint ORDER BY size")
            let places = random.pair(below: Int64(sizes.count))
            let (checkpoint, other) = (sizes[Int(places.0)], sizes[Int(places.1)])
            try database.execute(
                sql:
                    "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = ?) WHERE size = ?",
                arguments: [other, checkpoint]
            )
            return [checkpoint - 1]
        },
    ]

    private static func bytes(_ database: Database, _ sql: String, _ key: Int64) throws -> [UInt8] {
        [UInt8](try #require(try Data.fetchOne(database, sql: sql, arguments: [key])))
    }

    private static func flip(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        bytes[Int(random.below(Int64(bytes.count)))] ^= 1 << UInt8(random.below(8))
    }
}

extension SeededGenerator {
    mutating func below(_ bound: Int64) -> Int64 { Int64.random(in: 0..<bound, using: &self) }

    /// Two different numbers.
    mutating func pair(below bound: Int64) -> (Int64, Int64) {
        let one = below(bound)
        let other = below(bound - 1)
        return (one, other < one ? other : other + 1)
    }

    mutating func checkpoint(of database: Database) throws -> Int64 {
        let sizes = try Int64.fetchAll(database, sql: "SELECT size FROM checkpoint ORDER BY size")
        return sizes[Int(below(Int64(sizes.count)))]
    }
}
