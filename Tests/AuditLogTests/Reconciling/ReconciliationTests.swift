import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import Foundation
import StrictJSON
import Support
import Testing

@Suite struct ReconciliationTests {
    private static let list = AuditedLog.warrants.map {
        IssuedWarrant(issuer: AuditedLog.court, tokenID: $0.id, uses: $0.uses)
    }

    private func reconcile(
        _ issued: [IssuedWarrant],
        isWhole: Bool = true,
        digester: KeyedDigester = AuditedLog.digester
    ) async throws -> Reconciliation {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder)
            return try await Reconciliation(
                LogSources.open(folder),
                key: log.verifier,
                issued: issued,
                digester: digester,
                isWhole: isWhole
            )
        }
    }

    @Test func `A court's list that agrees with the log is matched warrant by warrant`() async throws {
        let result = try await reconcile(Self.list)
        #expect(result.findings.first.map(\.description) == [])
        #expect(result.unlisted.isEmpty)
        #expect(result.lines.map { $0.recorded?.used } == [1, 2, 2, nil])
        #expect(result.lines[0].recorded?.refused == 2)
        #expect(result.lines[0].recorded?.organisations == ["metro-police"])
    }

    @Test
    func `A warrant that the court did not issue is found when the list is whole, and told when it is not`()
        async throws
    {
        let list = Self.list.filter { $0.tokenID != "w-1" }
        let whole = try await reconcile(list)
        #expect(whole.findings.first.map(\.field) == ["warrantKey"])
        #expect(whole.findings.first.first?.found.contains("metro-police") == true)
        let part = try await reconcile(list, isWhole: false)
        #expect(part.findings.isEmpty)
        #expect(
            Array(part.unlisted.keys) == [
                AuditedLog.digester.warrant(issuer: AuditedLog.court, tokenID: "w-1")
            ]
        )
    }

    @Test func `More uses than the court allowed, and another number than it listed, are found`() async throws
    {
        let list = Self.list.map {
            $0.tokenID == "w-2" ? IssuedWarrant(issuer: $0.issuer, tokenID: "w-2", uses: 1) : $0
        }
        let found = try await reconcile(list).findings.first
        #expect(
            found.map(\.field) == [
                "uses of warrant `w-2` of `https://court.example`",
                "use of warrant `w-2` of `https://court.example`",
            ]
        )
        #expect(found.map(\.expected) == ["at most 1", "1 uses in all, as the court lists"])
    }

    @Test func `Without the log's digest key no warrant is recognised`() async throws {
        let result = try await reconcile(
            Self.list,
            digester: KeyedDigester(key: [UInt8](repeating: 1, count: 32))
        )
        #expect(result.lines.allSatisfy { $0.recorded == nil })
        #expect(result.findings.count == 3)
    }

    @Test func `A list is read line by line, and a mistake is named with its line`() throws {
        let good = #"{"iss":"https://court.example","jti":"w-0","uses":1}"#
        #expect(try IssuedWarrant.list(Array("\(good)\n\r\n".utf8), named: "list") == [Self.list[0]])
        for (text, line) in [
            ("\n{}", 2), ("\(good)\n\(good)", 2), (good.replacingOccurrences(of: ":1}", with: ":0}"), 1),
            (good.replacingOccurrences(of: "}", with: #","more":1}"#), 1), ("iss,jti,uses", 1),
        ] {
            #expect { _ = try IssuedWarrant.list(Array(text.utf8), named: "list") } throws: {
                "\($0)".hasPrefix("list:\(line): ") && ($0 as? AuditLogError)?.code == .wrongFormat
            }
        }
    }
}
