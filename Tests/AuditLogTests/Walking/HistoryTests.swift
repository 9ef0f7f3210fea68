import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

/// A log over three policy versions and two schemas, as an auditor gets it.
@Suite struct HistoryTests {
    @Test
    func
        `A log of three policy versions and two schemas verifies and replays from an export and the key alone`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder, decisions: 24)
            let export = "\(folder)/export"
            _ = try LogExport.export(LogSources.open(folder), key: log.verifier, to: export)
            for path in [folder, log.database, export] {
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

    @Test(arguments: 1...3)
    func `A decision flipped under any of the sets, hashed and signed again, is found where it is`(
        version: Int64
    )
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder)
            let source = try LogSources.open(folder)
            let index = try #require(
                try source.leaves(from: 0, limit: .max).map { EntryOutline(try LogEntry(leaf: $0.bytes)) }
                    .last { $0.type == .decision && $0.bundleVersion == version }
            ).index
            let forged = "\(folder)/forged"
            try Forger.forge(source, key: log.key, origin: AuditedLog.origin, to: forged) { entry in
                guard entry.index == index, var ruling = entry.body["ruling"]?.object else {
                    return entry.body
                }
                ruling.set("decision", ruling["decision"] == "allow" ? "deny" : "allow")
                var body = entry.body
                body.set("ruling", .object(ruling))
                return body
            }
            let replay = try await LogReplay.replay(LogSources.open(forged), key: log.verifier)
            #expect(replay.findings.first.map(\.index) == [index])
            #expect(replay.findings.first.map(\.field) == ["decision"])
            #expect(replay.same == log.decisions - 1)
        }
    }

    @Test(arguments: ["policies/rules.cedar", "schema.cedarschema", "organisations.json"], 1...3)
    func `One byte of a recorded policy set is found, for every decision that it made`(
        name: String,
        version: Int64
    )
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder)
            let source = try LogSources.open(folder)
            let made = try source.leaves(from: 0, limit: .max).map {
                EntryOutline(try LogEntry(leaf: $0.bytes))
            }
            .filter { $0.type == .decision && $0.bundleVersion == version }.map(\.index)
            let digest = try Bundle(files: PolicyHistory.files(version: Int(version))).digest
            let export = "\(folder)/export"
            _ = try LogExport.export(source, key: log.verifier, to: export)
            let path = "\(export)/bundles/\(digest)/\(name)"
            try TestFiles.write(TestFiles.bytes(atPath: path) + [0x0a], toPath: path)
            let replay = try await LogReplay.replay(LogSources.open(export), key: log.verifier)
            #expect(replay.findings.first.compactMap(\.index) == made)
            #expect(Set(replay.findings.first.map(\.kind)) == [.bundle])
            let verified = try await LogVerification.verify(LogSources.open(export), key: log.verifier)
            #expect(verified.findings.first.map(\.field) == ["files of bundle \(digest)"])
        }
    }

    @Test func `Spreadsheet lines quote what must be quoted and disarm formulas`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            _ = try await AuditedLog(folder: folder)
            let header = String(decoding: CSVTable.header, as: UTF8.self)
            #expect(header.hasPrefix("index,time,type,organisation,") && header.hasSuffix("\r\n"))
            let columns = header.split(separator: ",").count
            for leaf in try LogSources.open(folder).leaves(from: 0, limit: .max) {
                let line = String(decoding: CSVTable.line(try LogEntry(leaf: leaf.bytes)), as: UTF8.self)
                #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == columns)
            }
            let body: JSONObject = [
                "organisation": "=1+1", "collection": "a,\"b\"",
            ]
            let template = try LeafTemplate(body)
            let leaf = template.leaf(
                Envelope(
                    origin: Array("\"x\"".utf8),
                    index: 7,
                    nonce: [UInt8](repeating: 0, count: 16)[...],
                    time: AuditedLog.start,
                    type: .collection,
                    use: nil
                )
            )
            let line = String(decoding: CSVTable.line(try LogEntry(leaf: leaf)), as: UTF8.self)
            #expect(line.contains(",'=1+1,"))
            #expect(line.contains(#","a,""b""","#))
        }
    }
}
