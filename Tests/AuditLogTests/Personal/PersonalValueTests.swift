import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import Foundation
import GRDB
import StrictJSON
import Support
import Testing

@Suite struct PersonalValueTests {
    /// A log whose policy sets name one overseer, with that overseer's key.
    private func scene(
        redacting: [Int64] = [],
        _ body: (AuditedLog, X25519Key, [EntryOutline]) async throws -> Void
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let key = try X25519Key.generate()
            let file = Overseer.file([Overseer(name: "board", key: key.publicKey)])
            let log = try await AuditedLog(folder: folder, decisions: 12, also: [file]) { log, now in
                for entry in redacting {
                    let record = RedactionRecord(entry: entry, basis: "an order of the court", requestedBy: 7)
                    _ = try await log.append(record.draft(at: now))
                }
            }
            let entries = try LogSources.open(folder).leaves(from: 0, limit: .max).map {
                EntryOutline(try LogEntry(leaf: $0.bytes))
            }
            try await body(log, key, entries)
        }
    }

    /// The entries that commit to values: every decision with a warrant.
    private static func committed(_ source: any LogSource) throws -> [LogEntry] {
        try source.leaves(from: 0, limit: .max).map { try LogEntry(leaf: $0.bytes) }
            .filter { $0.body["commitments"] != nil }
    }

    @Test func `An overseer opens exactly what each entry commits to, and nobody else opens anything`()
        async throws
    {
        try await scene { log, key, _ in
            let source = try SQLiteSource(path: log.database)
            let entries = try Self.committed(source)
            #expect(entries.count == 9)
            let stranger = try X25519Key.generate()
            for entry in entries {
                let revealed = try RevealedPersonal(at: entry.index, in: source, key: key)
                #expect(revealed.values.map(\.name) == ["docket"])
                #expect(revealed.values[0].value.hasPrefix("2027-CR-"))
                #expect(
                    entry.body["commitments"]?["docket"]?.string?.value == revealed.values[0].commitment.hex
                )
                #expect { _ = try RevealedPersonal(at: entry.index, in: source, key: stranger) } throws: {
                    ($0 as? AuditLogError)?.code == .wrongKey
                }
            }
            #expect { _ = try RevealedPersonal(at: 0, in: source, key: key) } throws: {
                ($0 as? AuditLogError)?.code == .missing
            }
        }
    }

    @Test func `The clear values are nowhere in the folder, and nothing encrypted is in an export`()
        async throws
    {
        try await scene { log, key, _ in
            let source = try SQLiteSource(path: log.database)
            let index = try #require(try Self.committed(source).first).index
            let value = try RevealedPersonal(at: index, in: source, key: key).values[0].value
            let sealed = try #require(try source.sealedPersonal(at: index))
            let export = "\(log.folder)/export"
            _ = try LogExport.export(source, key: log.verifier, to: export)
            #expect(try Self.files(log.folder, holding: value.bytes).isEmpty)
            #expect(try Self.files(log.folder, holding: sealed) == ["audit.sqlite"])
        }
    }

    @Test func `Values moved to another entry, changed, or other than committed to are found`() async throws {
        try await scene { log, key, _ in
            let source = try SQLiteSource(path: log.database)
            let entries = try Self.committed(source)
            let first = try #require(try source.sealedPersonal(at: entries[0].index))
            let lie = try SealedPersonal.seal(
                [PersonalValue(name: "docket", value: "another", salt: [UInt8](repeating: 1, count: 16))],
                to: [Overseer(name: "board", key: key.publicKey)],
                origin: AuditedLog.origin,
                bodyDigest: .of(entries[2].body.canonical())
            )
            var changed = first
            let place = #"{"ciphertext":""#.utf8.count
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let database = try DatabaseQueue(path: log.database)
            try await database.write { [changed] database in
                for (index, bytes) in [
                    (entries[0].index, changed), (entries[1].index, first),
                    (entries[2].index, try lie.json.canonical()),
                ] {
                    try database.execute(
                        sql: "UPDATE personal SET sealed = ? WHERE idx = ?",
                        arguments: [Data(bytes), index]
                    )
                }
            }
            try database.close()
            let after = try SQLiteSource(path: log.database)
            for entry in entries[...2] {
                #expect { _ = try RevealedPersonal(at: entry.index, in: after, key: key) } throws: {
                    ($0 as? AuditLogError)?.code == .damaged
                }
            }
        }
    }

    @Test
    func
        `After a redaction no file holds the values' encryption, and the log verifies and replays as before`()
        async throws
    {
        var before: [UInt8] = []
        var index: Int64 = 0
        try await scene { log, _, _ in
            let source = try SQLiteSource(path: log.database)
            index = try #require(try Self.committed(source).dropFirst().first).index
            before = try #require(try source.sealedPersonal(at: index))
        }
        #expect(before.count > 100)
        try await scene(redacting: [index]) { log, key, entries in
            #expect(entries.last?.type == .redaction)
            let source = try SQLiteSource(path: log.database)
            #expect { _ = try RevealedPersonal(at: index, in: source, key: key) } throws: {
                ($0 as? AuditLogError)?.code == .missing && "\($0)".contains("erased")
            }
            let others = try Self.committed(source).map(\.index).filter { $0 != index }
            #expect(others.allSatisfy { (try? RevealedPersonal(at: $0, in: source, key: key)) != nil })
            let export = "\(log.folder)/export"
            _ = try LogExport.export(source, key: log.verifier, to: export)
            for path in [log.database, export] {
                let source = try LogSources.open(path)
                let verified = try await LogVerification.verify(source, key: log.verifier)
                #expect(verified.findings.first.map(\.description) == [])
                let replayed = try await LogReplay.replay(source, key: log.verifier)
                #expect(replayed.findings.first.map(\.description) == [])
                #expect(replayed.same == log.decisions)
                #expect(replayed.bundles == 3)
            }
        }
    }

    @Test
    func
        `The bytes of what was redacted are gone from the database and its write-ahead log while it is open`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let key = try X25519Key.generate()
            let file = Overseer.file([Overseer(name: "board", key: key.publicKey)])
            var held: [[String]] = []
            _ = try await AuditedLog(folder: folder, decisions: 8, also: [file]) { log, now in
                let source = try SQLiteSource(path: "\(folder)/audit.sqlite")
                let index = try #require(try Self.committed(source).last).index
                let sealed = try #require(try source.sealedPersonal(at: index))
                held.append(try Self.files(folder, holding: sealed))
                let record = RedactionRecord(entry: index, basis: "an order of the court", requestedBy: 7)
                _ = try await log.append(record.draft(at: now))
                // The answer precedes the erasure of the old pages; the next answer follows it.
                _ = try await log.append(ExportRecord(reader: "local", first: 0, count: 1).draft(at: now))
                held.append(try Self.files(folder, holding: sealed))
            }
            #expect(held[0] == ["audit.sqlite-wal"])
            #expect(held[1] == [])
        }
    }

    @Test func `What was erased cannot be erased again, and what was never kept not at all`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let file = Overseer.file([Overseer(name: "board", key: try X25519Key.generate().publicKey)])
            var refusals = 0
            _ = try await AuditedLog(folder: folder, also: [file]) { log, now in
                let source = try SQLiteSource(path: "\(folder)/audit.sqlite")
                let index = try #require(try Self.committed(source).first).index
                for entry in [index, index, 0, 1_000_000] {
                    do throws(AppendRefusal) {
                        let record = RedactionRecord(entry: entry, basis: "x", requestedBy: 7)
                        _ = try await log.append(record.draft(at: now))
                    } catch {
                        guard case .unavailable(let reason) = error else { continue }
                        #expect(reason.contains("has no personal values"))
                        refusals += 1
                    }
                }
            }
            #expect(refusals == 3)
        }
    }

    @Test func `Values that are still kept after their redaction are found by the verifier`() async throws {
        try await scene(redacting: [7]) { log, _, _ in
            let database = try DatabaseQueue(path: log.database)
            try await database.write {
                try $0.execute(sql: "INSERT INTO personal (idx, sealed) VALUES (7, x'00')")
            }
            try database.close()
            let found = try await LogVerification.verify(SQLiteSource(path: log.database), key: log.verifier)
            #expect(found.findings.first.map(\.field) == ["personal"])
            #expect(found.findings.first.first?.index == 7)
        }
    }

    @Test func `Without an overseer in the policy set only commitments are kept`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder)
            let source = try SQLiteSource(path: log.database)
            for entry in try Self.committed(source) {
                #expect(try source.sealedPersonal(at: entry.index) == nil)
            }
        }
    }

    @Test(arguments: [
        "[]", #"{"overseers":[{"name":"board","key":"AAAA"}]}"#, #"{"overseers":[{"name":"board"}]}"#,
        #"{"overseers":[{"name":"board","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}"#,
        #"{"overseers":[],"more":1}"#,
    ])
    func `A policy set whose overseers cannot be used is refused as a whole`(text: String) throws {
        let file = BundleFile(path: Overseer.path, bytes: Array(text.utf8))
        #expect { _ = try Bundle(files: PolicyHistory.files(version: 1, also: [file])) } throws: {
            "\($0)".contains("overseers.json")
        }
    }

    /// The names of files directly in a folder, or anywhere in its export, that hold these bytes.
    private static func files(_ folder: String, holding bytes: [UInt8]) throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return names.filter { name in
            guard let content = try? TestFiles.bytes(atPath: "\(folder)/\(name)") else { return false }
            return content.firstRange(of: bytes) != nil
        }.sorted()
    }
}
