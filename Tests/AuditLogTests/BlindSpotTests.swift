import AuditLog
import Cryptography
import Decisions
import StrictJSON
import Support
import Synchronization
import Testing
import TransparencyLog

/// What whoever holds the log's key could write, and the entries alone give away.
@Suite struct BlindSpotTests {
    /// A real log with permits and refusals with and without a warrant, and its notable entries.
    private final class Scene: Sendable {
        let log: WrittenLog
        let entries: [LogEntry]
        let folder: String
        /// The forged log that was written last.
        let last = Mutex("")

        init(folder: String) async throws {
            self.folder = folder
            log = try await WrittenLog(folder: folder, decisions: 50)
            entries = try SQLiteSource(path: log.database).leaves(from: 0, limit: .max).map {
                try LogEntry(leaf: $0.bytes)
            }
        }

        func first(_ isWanted: @escaping (LogEntry) -> Bool) throws -> Int64 {
            try #require(entries.first { isWanted($0) }).index
        }

        /// What the verifier finds in a whole log signed again, in which the entry at `index` has another body.
        func findings(
            at index: Int64,
            _ change: @escaping (inout JSONObject) -> Void
        ) async throws -> [Finding] {
            try await findings(
                use: { $0.use },
                change: { entry in
                    var body = entry.body
                    if entry.index == index { change(&body) }
                    return body
                }
            )
        }

        /// The same, in which it has another use.
        func findings(at index: Int64, using use: CountedUse?) async throws -> [Finding] {
            try await findings(use: { $0.index == index ? use : $0.use }, change: { $0.body })
        }

        private func findings(
            use: @escaping (LogEntry) -> CountedUse?,
            change: @escaping (LogEntry) -> JSONObject
        ) async throws -> [Finding] {
            let forged = "\(folder)/forged\(Int64.random(in: 0...Int64.max))"
            last.withLock { $0 = forged }
            try Forger.forge(
                try SQLiteSource(path: log.database),
                key: log.fixture.key,
                origin: LogFixture.origin,
                to: forged,
                use: use,
                change: change
            )
            let source = try ExportSource(directory: forged)
            return try await LogVerification.verify(source, key: log.verifier).findings.first
        }
    }

    private static func isPermit(_ entry: LogEntry) -> Bool {
        EntryMeaning.awaitsOutcome(entry.type, entry.body)
    }

    private static func isUnderWarrant(_ entry: LogEntry) -> Bool {
        entry.type == .decision && entry.body["warrantKey"] != nil
    }

    private static func changeFacts(_ body: inout JSONObject, _ change: (inout JSONObject) -> Void) {
        guard var facts = body["facts"]?.object else { return }
        change(&facts)
        body.set("facts", .object(facts))
    }

    private static func changeWarrant(_ body: inout JSONObject, _ name: ExactString, _ value: JSONValue) {
        changeFacts(&body) { facts in
            guard var warrant = facts["warrant"]?["verified"]?.object else { return }
            warrant.set(name, value)
            facts.set("warrant", ["verified": .object(warrant)])
        }
    }

    @Test func `A use taken away, invented, or of another number in all is found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let used = try scene.first { $0.use != nil }
            #expect(
                try await scene.findings(at: used, using: nil).contains {
                    $0.field == "use" && $0.index == used
                }
            )
            let plain = try scene.first { Self.isPermit($0) && !Self.isUnderWarrant($0) }
            let invented = try await scene.findings(
                at: plain,
                using: CountedUse(number: 1, maximum: 9)
            )
            #expect(invented.contains { $0.kind == .warrantUse && $0.index == plain })
            let refused = try scene.first { !Self.isPermit($0) && Self.isUnderWarrant($0) }
            let spent = try await scene.findings(
                at: refused,
                using: CountedUse(number: 1, maximum: 1_000)
            )
            #expect(spent.contains { $0.kind == .warrantUse && $0.index == refused && $0.field == "use" })
            let later = try scene.first { $0.use?.number == 2 }
            let raised = try await scene.findings(at: later, using: CountedUse(number: 2, maximum: 1_001))
            #expect(raised.map(\.kind) == [.warrantUse])
            #expect(raised.first?.expected == "1000 uses in all, as before")
        }
    }

    @Test func `A warrant's key taken away or invented is found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let refused = try scene.first { !Self.isPermit($0) && Self.isUnderWarrant($0) }
            let without = try await scene.findings(at: refused) { _ = $0.remove("warrantKey") }
            #expect(without.map(\.field) == ["warrantKey"])
            let plain = try scene.first { Self.isPermit($0) && !Self.isUnderWarrant($0) }
            let invented = try await scene.findings(at: plain) {
                $0.append("warrantKey", .digest(.of([1])))
            }
            #expect(invented.map(\.field) == ["warrantKey"])
            let used = try scene.first { $0.use != nil }
            let unverified = try await scene.findings(at: used) { body in
                Self.changeFacts(&body) { $0.set("warrant", [:]) }
            }
            #expect(unverified.map(\.field) == ["use", "warrantKey"])
        }
    }

    @Test func `A decision that is dated otherwise than it was decided is found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let decision = try scene.first { $0.type == .decision && !Self.isUnderWarrant($0) }
            let found = try await scene.findings(at: decision) { body in
                Self.changeFacts(&body) {
                    $0.set("now", .timestamp(LogFixture.start.adding(seconds: -1)))
                }
            }
            #expect(found.map(\.kind) == [.clock])
            #expect(found.map(\.index) == [decision])
        }
    }

    @Test func `A decision outside its warrant's time, threshold or number of results is found`() async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let used = try scene.first { $0.use != nil }
            let now = try #require(scene.entries.first { $0.index == used }).time
            let changes: [(ExactString, JSONValue, String)] = [
                ("expires", .timestamp(now.adding(seconds: -61)), "now"),
                ("notBefore", .timestamp(now.adding(seconds: 61)), "now"),
                ("minimumSimilarity", 990_001, "similarityThreshold"),
                ("maximumResults", 4, "maximumResults"),
            ]
            for (name, value, field) in changes {
                let found = try await scene.findings(at: used) { Self.changeWarrant(&$0, name, value) }
                #expect(found.map(\.kind) == [.warrant])
                #expect(found.map(\.field) == [field])
            }
            let within: [(ExactString, JSONValue)] = [
                ("expires", .timestamp(now.adding(seconds: -60))), ("minimumSimilarity", 990_000),
            ]
            for (name, value) in within {
                #expect(try await scene.findings(at: used) { Self.changeWarrant(&$0, name, value) } == [])
            }
            let without = try await scene.findings(at: used) { body in
                Self.changeFacts(&body) { _ = $0.remove("similarityThreshold") }
            }
            #expect(without.map(\.field) == ["similarityThreshold"])
        }
    }

    @Test func `An outcome that released more than its decision asked for is found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let outcome = try scene.first { $0.type == .outcome }
            func released(_ count: Int64, _ best: Int64?) async throws -> [String] {
                let release = OutcomeRecord.Release(count: count, bestSimilarity: best, response: .of([9]))
                let found = try await scene.findings(at: outcome) {
                    $0.set("released", .object(release.json))
                }
                #expect(found.allSatisfy { $0.kind == .outcome && $0.index == outcome })
                return found.map(\.field)
            }
            #expect(try await released(5, 99_000_000) == [])
            #expect(try await released(0, nil) == [])
            #expect(try await released(6, 99_000_000) == ["count"])
            #expect(try await released(1, 98_999_999) == ["bestSimilarity"])
            #expect(try await released(1, 98_000_000) == ["bestSimilarity"])
            #expect(try await released(1, nil) == ["bestSimilarity"])
            #expect(try await released(0, 99_000_000) == ["bestSimilarity"])
        }
    }

    @Test func `A score rounded down to a whole percent may lie below a fractional threshold`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let decision = try scene.first { Self.isPermit($0) && !Self.isUnderWarrant($0) }
            // The outcome says exactly 99 percent.
            let rounded = try await scene.findings(at: decision) { body in
                Self.changeFacts(&body) { $0.set("similarityThreshold", 995_000) }
            }
            #expect(rounded == [])
            let above = try await scene.findings(at: decision) { body in
                Self.changeFacts(&body) { $0.set("similarityThreshold", 1_000_000) }
            }
            #expect(above.map(\.field) == ["bestSimilarity"])
        }
    }

    @Test func `A replay of a log that lacks its last entries says so`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let whole = try SQLiteSource(path: scene.log.database)
            #expect(try await LogReplay.replay(whole, key: scene.log.verifier).findings.first == [])
            for (lower, upper) in [(0, 40), (0, 1), (0, 0)] {
                let part = PartialSource(whole, entries: Int64(lower)..<Int64(upper))
                let found = try await LogReplay.replay(part, key: scene.log.verifier).findings.first
                #expect(found.map(\.kind) == [.checkpoint])
                #expect(found.first?.found == "\(upper)")
            }
        }
    }

    @Test func `A replay finds a decision by a bundle that was not in force`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let decision = try scene.first { $0.type == .decision }
            _ = try await scene.findings(at: decision) { $0.set("bundleActivatedAt", 1) }
            let source = try ExportSource(directory: scene.last.withLock { $0 })
            let found = try await LogReplay.replay(source, key: scene.log.verifier).findings.first
            #expect(found.map(\.kind) == [.bundle])
            #expect(found.map(\.index) == [decision])
        }
    }
}
