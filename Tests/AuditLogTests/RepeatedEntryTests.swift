import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing
import TransparencyLog

/// Entries that repeat others are checked by comparing bytes: they are found wrong exactly where they are found wrong alone.
@Suite struct RepeatedEntryTests {
    @Test func `A changed byte of an entry that repeats another is judged as parsing it whole judges it`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder, decisions: 8)
            let source = try LogSources.open(folder)
            let leaves = try source.leaves(from: 0, limit: 100).map(\.bytes)
            var chosen: [String: [UInt8]] = [:]
            for leaf in leaves {
                let entry = try LogEntry(leaf: leaf)
                guard entry.type == .decision || entry.type == .outcome else { continue }
                chosen["\(entry.type) \(entry.use != nil) \(entry.body["released"] != nil)"] = leaf
            }
            #expect(chosen.count >= 4, "\(chosen.keys)")
            for (kind, leaf) in chosen.sorted(by: { $0.key < $1.key }) {
                let changed = Self.changes(of: leaf)
                for start in stride(from: 0, to: changed.count, by: 100) {
                    let part = Array(changed[start..<min(start + 100, changed.count)])
                    let report = try await LogVerification.verify(
                        ListedLog(Array(repeating: leaf, count: ListedLog.before) + part),
                        key: log.verifier
                    )
                    try #require(report.findings.count == report.findings.first.count)
                    for (place, leaf) in part.enumerated() {
                        let index = Int64(ListedLog.before + place)
                        let kinds = Set(report.findings.first.filter { $0.index == index }.map(\.kind))
                        let text = String(decoding: leaf, as: UTF8.self)
                        #expect(kinds.contains(.form) == Self.isMalformed(leaf), "\(kind): \(text)")
                        guard let entry = try? LogEntry(leaf: leaf), let index = Self.own(entry) else {
                            continue
                        }
                        #expect(
                            kinds.contains(.sequence) == (index != ListedLog.before + place),
                            "\(kind): \(text)"
                        )
                        guard let record = try? DecisionRecord(entry.body) else { continue }
                        if entry.time != record.facts.now {
                            #expect(kinds.contains(.clock), "\(kind): \(text)")
                        }
                        if let warrant = record.facts.warrant.facts,
                            record.facts.now > warrant.expires.adding(seconds: 60)
                        {
                            #expect(kinds.contains(.warrant), "\(kind): \(text)")
                        }
                    }
                }
            }
        }
    }

    private static func own(_ entry: LogEntry) -> Int? { Int(exactly: entry.index) }

    /// Whether the bytes are no canonical entry, or its body not of its type's shape.
    private static func isMalformed(_ leaf: [UInt8]) -> Bool {
        guard let entry = try? LogEntry(leaf: leaf) else { return true }
        return switch entry.type {
        case .decision: (try? DecisionRecord(entry.body)) == nil
        case .outcome: (try? OutcomeRecord(entry.body)) == nil
        default: false
        }
    }

    /// Every byte replaced, doubled and left out.
    private static func changes(of leaf: [UInt8]) -> [[UInt8]] {
        var changed: [[UInt8]] = []
        for place in leaf.indices {
            for byte in [
                leaf[place] ^ 1, UInt8(ascii: "\""), UInt8(ascii: "0"), UInt8(ascii: "9"), 0x7f, 0xc3,
            ]
            where byte != leaf[place] {
                var other = leaf
                other[place] = byte
                changed.append(other)
            }
            changed.append(Array(leaf[..<place] + leaf[(place + 1)...]))
            changed.append(Array(leaf[...place] + leaf[place...]))
        }
        return changed
    }
}
