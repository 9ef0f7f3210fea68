import AuditLog
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite struct VerificationTests {
    @Test(arguments: [1, 130, 200]) func `A log as written verifies and replays, as database and as export`(
        decisions: Int
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: decisions)
            let export = folder + "/export"
            let database = try SQLiteSource(path: log.database)
            let size = try LogExport.export(database, key: log.verifier, to: export)
            for source in [database as any LogSource, try ExportSource(directory: export)] {
                let report = try await LogVerification.verify(source, key: log.verifier)
                #expect(report.findings.first == [])
                #expect(report.entries == size)
                #expect(report.verifiedSize == size)
                #expect(report.counts[.decision] == decisions)
                let replay = try await LogReplay.replay(source, key: log.verifier)
                #expect(replay.findings.first == [])
                #expect(replay.same == decisions)
                #expect(try source.statedKey() == log.verifier.vkey)
            }
        }
    }

    @Test func `A live log is verified without a second writer`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let open = try await log.append(fixture.decision()).index
            let report = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(report.findings.first == [])
            #expect(report.awaitingOutcome == [open])
            _ = try await log.append(fixture.outcome(of: open))
            await log.close()
        }
    }

    @Test func `A live log verifies at any moment while it grows`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create { $0.limits.checkpointBytes = 1 << 18 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<8 {
                    group.addTask {
                        for number in 0..<150 {
                            let index = try await log.append(fixture.decision(caller * 1_000 + number)).index
                            _ = try await log.append(fixture.outcome(of: index))
                        }
                    }
                }
                group.addTask {
                    while log.size < 2_300 {
                        let report = try await LogVerification.verify(
                            try LogSources.open(folder),
                            key: log.verifier
                        )
                        #expect(report.findings.first == [])
                        await Task.yield()
                    }
                }
                try await group.waitForAll()
            }
            await log.close()
            let report = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(report.findings.first == [])
            #expect(report.entries == 2_401)
        }
    }

    @Test func `Another key than the log's verifies no checkpoint`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 3)
            let other = try NoteVerifier(
                name: LogFixture.origin,
                key: PrivateKey.generate(.ed25519).publicKey
            )
            let report = try await LogVerification.verify(try SQLiteSource(path: log.database), key: other)
            #expect(Set(report.findings.first.map(\.kind)) == [.checkpoint])
            #expect(report.verifiedSize == 0)
        }
    }

    @Test func `A decision flipped, hashed and signed again passes verification and is found by the replay`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 20)
            let source = try SQLiteSource(path: log.database)
            let refused = try #require(
                try source.leaves(from: 0, limit: 100).map { try LogEntry(leaf: $0.bytes) }
                    .first { $0.type == .decision && !EntryMeaning.awaitsOutcome($0.type, $0.body) }
            )
            let forged = folder + "/forged"
            try Forger.forge(source, key: log.fixture.key, origin: LogFixture.origin, to: forged) { entry in
                guard entry.index == refused.index, var ruling = entry.body["ruling"]?.object else {
                    return entry.body
                }
                ruling.set("decision", "allow")
                ruling.set("reasons", [])
                var body = entry.body
                body.set("ruling", .object(ruling))
                return body
            }
            let copy = try ExportSource(directory: forged)
            let report = try await LogVerification.verify(copy, key: log.verifier)
            #expect(report.findings.first.filter { $0.kind != .orphan } == [])
            let replay = try await LogReplay.replay(copy, key: log.verifier)
            #expect(Set(replay.findings.first.map(\.kind)) == [.decision])
            #expect(Set(replay.findings.first.compactMap(\.index)) == [refused.index])
            #expect(replay.findings.first.map(\.field).sorted() == ["decision", "reasons"])
        }
    }

    @Test func `A replay without the bundle that decided says so for every decision`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 3)
            let export = folder + "/export"
            _ = try LogExport.export(try SQLiteSource(path: log.database), key: log.verifier, to: export)
            let rules = "\(export)/bundles/\(log.fixture.bundle.digest)/rules.cedar"
            try TestFiles.write(Array("permit (principal, action, resource);".utf8), toPath: rules)
            let source = try ExportSource(directory: export)
            #expect(
                try await LogReplay.replay(source, key: log.verifier).findings.first.map(\.kind)
                    == Array(
                        repeating: .bundle,
                        count: 3
                    )
            )
            let report = try await LogVerification.verify(source, key: log.verifier)
            #expect(report.findings.first.map(\.kind) == [.bundle])
        }
    }

    @Test func `Forged histories are found by what their entries say`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 12)
            let source = try SQLiteSource(path: log.database)
            let entries = try source.leaves(from: 0, limit: 100).map { try LogEntry(leaf: $0.bytes) }
            let permit = try #require(entries.first { EntryMeaning.awaitsOutcome($0.type, $0.body) })
            let outcome = try #require(entries.first { $0.type == .outcome })
            let cases: [(Int64, Finding.Kind, (inout JSONObject) -> Void)] = [
                (permit.index, .bundle, { $0.set("bundleActivatedAt", 1) }),
                (outcome.index, .outcome, { $0.set("decision", 0) }),
                (permit.index, .form, { $0.set("unknown", 1) }),
                (0, .bundle, { $0.set("bundle", ["name": "x", "version": 1, "digest": "00"]) }),
            ]
            for (number, (index, kind, change)) in cases.enumerated() {
                let forged = folder + "/forged\(number)"
                try Forger.forge(source, key: log.fixture.key, origin: LogFixture.origin, to: forged) {
                    entry in
                    var body = entry.body
                    if entry.index == index { change(&body) }
                    return body
                }
                let report = try await LogVerification.verify(
                    try ExportSource(directory: forged),
                    key: log.verifier
                )
                #expect(report.findings.first.contains { $0.kind == kind }, "case \(number)")
            }
        }
    }

    @Test func `A permit left without outcome before a later start is named`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let permit = try await log.append(fixture.decision()).index
            _ = try await log.append(fixture.start())
            await log.close()
            let report = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(report.findings.first.filter { $0.kind == .orphan }.map(\.index) == [permit])
        }
    }
}
