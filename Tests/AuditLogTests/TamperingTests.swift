import AuditLog
import Cryptography
import Foundation
import GRDB
import Support
import Testing
import TransparencyLog

@Suite struct TamperingTests {
    /// Changes bytes at a stride of every file of an export, one at a time.
    @Test func `One byte changed anywhere in an export is found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 3)
            let export = folder + "/export"
            _ = try LogExport.export(try SQLiteSource(path: log.database), key: log.verifier, to: export)
            var random = SeededGenerator(seed: 20)
            for path in try FileManager.default.subpathsOfDirectory(atPath: export) {
                let full = "\(export)/\(path)"
                let attributes = try FileManager.default.attributesOfItem(atPath: full)
                guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
                let original = try TestFiles.bytes(atPath: full)
                for place in stride(from: 0, to: original.count, by: max(1, original.count / 25)) {
                    var changed = original
                    changed[place] ^= UInt8.random(in: 1...255, using: &random)
                    try TestFiles.write(changed, toPath: full)
                    #expect(
                        try await Self.isFound(export, log.verifier),
                        "\(path), byte \(place): \(original[place]) to \(changed[place])"
                    )
                }
                try TestFiles.write(original, toPath: full)
            }
            #expect(try await !Self.isFound(export, log.verifier))
        }
    }

    @Test func `A byte changed in an entry of a database copy names that entry`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 200)
            let source = try SQLiteSource(path: log.database)
            let bytes = try TestFiles.bytes(atPath: log.database)
            for index in stride(from: Int64(0), to: try source.size(), by: 37) {
                let leaf = try source.leaf(at: index).bytes
                let place = try #require(Self.position(of: leaf, in: bytes))
                var copy = bytes
                copy[place + leaf.count / 2] ^= 1
                let path = "\(folder)/copy\(index).sqlite"
                try TestFiles.write(copy, toPath: path)
                let report = try await LogVerification.verify(try SQLiteSource(path: path), key: log.verifier)
                #expect(report.findings.first.contains { $0.kind == .leaf && $0.index == index })
            }
        }
    }

    /// What may go unseen holds nothing: the first pages' gaps, gaps of inner pages and of the writer's small tables, and SQLite's own counters.
    @Test func `A byte changed in a page of entries, tiles or checkpoints is found wherever it lies`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 200)
            let bytes = try TestFiles.bytes(atPath: log.database)
            let path = "\(folder)/copy.sqlite"
            var tried = 0
            for page in stride(from: 0, to: bytes.count, by: 4_096) where bytes[page] == 13 && page > 40_960 {
                guard page % (11 * 4_096) == 0 else { continue }
                for place in [page + 1, page + 9, page + 700, page + 2_049, page + 4_095] {
                    var copy = bytes
                    copy[place] ^= 0x21
                    try TestFiles.write(copy, toPath: path)
                    #expect(try await Self.isDatabaseFound(path, log.verifier), "byte \(place)")
                    tried += 1
                }
            }
            #expect(tried > 20)
        }
    }

    @Test func `Rows removed, moved or rewritten in a database are found`() async throws {
        let changes: [(String, Finding.Kind)] = [
            ("DELETE FROM entry WHERE idx = 4", .sequence),
            ("DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)", .sequence),
            ("UPDATE entry SET idx = 1000 WHERE idx = 4", .sequence),
            ("UPDATE tile SET hashes = zeroblob(8192) WHERE id = 0", .hash),
            ("DELETE FROM tile", .hash),
            ("DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)", .checkpoint),
            (
                "UPDATE checkpoint SET note = replace(note, char(10) || '5' || char(10), char(10) || '6' || char(10))",
                .checkpoint
            ),
            ("UPDATE checkpoint SET leaf_hashes = zeroblob(length(leaf_hashes)) WHERE size = 5", .hash),
            ("UPDATE checkpoint SET newest_time = newest_time + 1 WHERE size = 5", .table),
            ("UPDATE checkpoint SET bundle_index = 1 WHERE size = 5", .table),
            ("UPDATE warrant_use SET used = 0", .table),
            ("DELETE FROM warrant_use", .table),
            ("INSERT INTO open_decision (idx) VALUES (2)", .table),
            ("DELETE FROM remembered WHERE idx = 0", .table),
            ("UPDATE remembered SET type = 'certificate'", .table),
            ("INSERT INTO remembered (idx, type) VALUES (2, 'certificate')", .table),
            ("UPDATE bundle SET content = zeroblob(2) WHERE path = 'rules.cedar'", .bundle),
            ("DELETE FROM bundle", .bundle),
        ]
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 200)
            let bytes = try TestFiles.bytes(atPath: log.database)
            for (number, (sql, kind)) in changes.enumerated() {
                let path = "\(folder)/copy\(number).sqlite"
                try TestFiles.write(bytes, toPath: path)
                let queue = try DatabaseQueue(path: path)
                try await queue.write { try $0.execute(sql: sql) }
                try queue.close()
                let report = try await LogVerification.verify(try LogSources.open(path), key: log.verifier)
                #expect(
                    report.findings.first.contains { $0.kind == kind },
                    "\(sql): \(report.findings.first.prefix(3))"
                )
            }
        }
    }

    private static func isFound(_ export: String, _ key: NoteVerifier) async throws -> Bool {
        let source: ExportSource
        do { source = try ExportSource(directory: export) } catch { return true }
        let report = try await LogVerification.verify(source, key: key)
        return try !report.isClean || source.statedKey() != key.vkey
    }

    private static func isDatabaseFound(_ path: String, _ key: NoteVerifier) async throws -> Bool {
        do { return try await !LogVerification.verify(SQLiteSource(path: path), key: key).isClean } catch {
            return true
        }
    }

    private static func position(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
        Data(bytes).range(of: Data(needle))?.lowerBound
    }
}
