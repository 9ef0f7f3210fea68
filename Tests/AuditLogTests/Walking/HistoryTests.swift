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
                    time: AuditedLog.start.rfc3339,
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
