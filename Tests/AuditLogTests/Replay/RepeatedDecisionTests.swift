import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing
import TransparencyLog

/// Entries that repeat others are judged by comparing bytes: exactly as reading and deciding each of them alone judges them.
@Suite struct RepeatedDecisionTests {
    /// What policies may make of the clock: nothing, one turn, a turn either way round, and what only deciding again tells.
    static let clocks = [
        "true",
        "context.now < datetime(\"2027-01-15T08:00:01.500Z\")",
        "datetime(\"2027-01-15T08:00:01Z\") != context.now && context has now",
        "context.now == datetime(\"2027-01-15T08:00:01.500Z\") || context.now >= datetime(\"2027-01-15T08:00:03Z\")",
        "context.now.toTime() < duration(\"8h1s500ms\")",
        "context == context",
    ]

    @Test(arguments: clocks)
    func `A repeated decision at another moment comes out as deciding it alone does`(
        clock: String
    ) async throws {
        let log = try Repetition(clock: clock)
        var leaves = log.leaves(at: 0, count: ListedLog.before)
        var turned: [Int] = []
        // Both recorded as decided at the moment, and as decided at the first.
        for step in 0..<400 {
            let moment = Int64(step) * 10_001
            leaves += log.leaves(at: moment, count: 1)
            let stale = try log.leaf(at: moment, decidedAt: 0)
            if stale != leaves.last { turned.append(leaves.count) }
            leaves.append(stale)
        }
        let findings = try await log.findings(leaves)
        let found = Set(findings.filter { $0.kind == .decision }.compactMap(\.index))
        #expect(found == Set(turned.map(Int64.init)))
        #expect(turned.isEmpty != (clock.contains("2027-01-15") || clock.contains("toTime")))
    }

    @Test func `Decisions of more shapes than are remembered are judged as deciding each alone judges them`()
        async throws
    {
        let log = try Repetition(clock: Self.clocks[1])
        var leaves = log.leaves(at: 0, count: ListedLog.before)
        for round in 0..<4 {
            for shape in 0..<2_100 {
                let isStale = round > 1 && shape.isMultiple(of: 100)
                leaves.append(try log.leaf(at: isStale ? 2_000_000 : 0, decidedAt: 0, from: shape))
            }
        }
        let quick = try await log.replay(leaves)
        let plain = try await log.replay(leaves, plainly: true)
        #expect(quick.findings.first == plain.findings.first)
        #expect(quick.findings.count == plain.findings.count)
        #expect(quick.decisions == leaves.count && quick.same == leaves.count - 42)
        #expect(plain.same == quick.same)
    }

    @Test func `Every byte of a repeated decision is judged as deciding it alone judges it`() async throws {
        let log = try Repetition(clock: Self.clocks[1])
        let usual = try log.leaf(at: 0, decidedAt: 0)
        var random = SeededGenerator(seed: 4)
        var leaves = log.leaves(at: 0, count: ListedLog.before)
        for place in usual.indices {
            leaves.append(Self.edited(usual, at: place, &random))
            leaves.append(Self.edited(usual, at: place, &random))
        }
        let findings = try await log.findings(leaves)
        #expect(findings.contains { $0.kind == .decision })
        #expect(findings.contains { $0.kind == .form })
    }

    @Test func `A moment that is changed in one of its three places is found`() async throws {
        let log = try Repetition(clock: Self.clocks[0])
        let usual = try log.leaf(at: 0, decidedAt: 0)
        let text = String(decoding: usual, as: UTF8.self)
        let base = Repetition.start.rfc3339
        let cut = base.prefix(23) + "Z"
        let other = Repetition.start.adding(microseconds: 2_000).rfc3339
        let changes = [
            text.replacing("\"arg\":\"\(cut)\"", with: "\"arg\":\"\(other.prefix(23))Z\""),
            text.replacing("\"now\":\"\(base)\"", with: "\"now\":\"\(other)\""),
            text.replacing("\"arg\":\"\(cut)\"", with: "\"arg\":\"\(base)\""),
        ]
        #expect(Set(changes + [text]).count == 4)
        let leaves = log.leaves(at: 0, count: ListedLog.before) + changes.map { Array($0.utf8) }
        let findings = try await log.findings(leaves)
        let found = Set(findings.filter { $0.kind == .decision && $0.field == "context" }.compactMap(\.index))
        #expect(found == Set((0..<3).map { Int64(ListedLog.before + $0) }))
    }

    @Test func `Entries that repeat others are verified as reading each alone verifies them`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder, decisions: 8)
            let source = try LogSources.open(folder)
            var kinds: [String: [UInt8]] = [:]
            for leaf in try source.leaves(from: 0, limit: 100) {
                let entry = try LogEntry(leaf: leaf.bytes)
                kinds["\(entry.type) \(entry.use != nil) \(entry.body["released"] != nil)"] = leaf.bytes
            }
            var random = SeededGenerator(seed: 5)
            for (kind, leaf) in kinds.sorted(by: { $0.key < $1.key }) {
                var leaves = Array(repeating: leaf, count: ListedLog.before)
                for place in stride(from: 0, to: leaf.count, by: 2) {
                    leaves.append(Self.edited(leaf, at: place, &random))
                }
                let listed = ListedLog(leaves)
                let quick = try await LogVerification.verify(listed, key: log.verifier)
                let plain = try await LogVerification.verify(listed, key: log.verifier, plainly: true)
                #expect(quick.findings.first == plain.findings.first, "\(kind)")
                #expect(quick.findings.count == plain.findings.count, "\(kind)")
                #expect(quick.counts == plain.counts && quick.permits == plain.permits, "\(kind)")
                #expect(quick.awaitingOutcome == plain.awaitingOutcome, "\(kind)")
            }
        }
    }

    @Test func `The clock of a request and what policies see of it are written alike down to milliseconds`()
        throws
    {
        let engine = try RealBundle.engine()
        var random = SeededGenerator(seed: 6)
        for number in 0..<500 {
            let isFar = number % 2 == 0
            let range: ClosedRange<Int64> =
                isFar ? -62_000_000_000_000_000...250_000_000_000_000_000 : -5_000...5_000
            let moment = Timestamp(microseconds: Int64.random(in: range, using: &random))
            let ruling = engine.ruling(on: try Repetition.facts(at: moment))
            let seen = ruling.context?["now"]?["__extn"]?["arg"]?.string
            #expect(seen == ExactString(moment.rfc3339.prefix(23) + "Z"))
        }
    }

    @Test func `No decision looks at the digests of probes and targets`()
        throws
    {
        let engine = try RealBundle.engine()
        for organisation: ExactString in ["thorn", "police"] {
            var facts = try Repetition.facts(at: Repetition.start, organisation)
            let plain = engine.ruling(on: facts)
            facts.probes = [.of([1]), .of([2])]
            facts.targets = [.of([3])]
            let other = engine.ruling(on: facts)
            #expect(plain.recorded == other.recorded && plain.context == other.context)
            #expect(plain.entities == other.entities && plain.resource == other.resource)
        }
    }

    /// A byte replaced by one that is likely to pass, doubled, or left out.
    private static func edited(_ leaf: [UInt8], at place: Int, _ random: inout SeededGenerator) -> [UInt8] {
        var edited = leaf
        switch Int.random(in: 0..<8, using: &random) {
        case 0: edited.remove(at: place)
        case 1: edited.insert(leaf[place], at: place)
        case 2: edited[place] = leaf[place] ^ 1
        case 3: edited[place] = UInt8.random(in: 0...255, using: &random)
        default: edited[place] = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &random)
        }
        return edited
    }
}

/// One request, decided again and again under a bundle whose rule looks at the clock.
private struct Repetition {
    private let engine: Engine
    private let files: [BundleFile]
    private let key: NoteVerifier

    static let start = Timestamp(seconds: 1_800_000_000)

    init(clock: String) throws {
        files = try RealBundle.files(
            policy: """
                @id("ngo-may-look")
                permit (principal == Organisation::"thorn", action, resource) when { \(clock) };
                """
        )
        engine = try Engine(Bundle(files: files))
        key = try LogSigner(origin: "list.example/log", key: .generate(.ed25519)).verifier
    }

    static func facts(at moment: Timestamp, _ organisation: ExactString = "thorn") throws -> RequestFacts {
        RequestFacts(
            now: moment,
            organisation: organisation,
            certificate: .of([7]),
            operation: try #require(OperationCatalogue.operation(named: "CompareFaces")),
            similarityThreshold: 990_000,
            maximumResults: 5,
            probes: [.of([8])],
            targets: [.of([9])]
        )
    }

    /// The entry at a moment behind the start, with what is decided at another; they differ in the clock alone.
    func leaf(at offset: Int64, decidedAt other: Int64, from place: Int = 0) throws -> [UInt8] {
        let moment = Self.start.adding(microseconds: offset)
        func facts(at moment: Timestamp) throws -> RequestFacts {
            var facts = try Self.facts(at: moment)
            facts.clientAddress = ExactString("10.0.\(place / 250).\(place % 250)")
            return facts
        }
        let setting = DecisionSetting(requestID: "request", generation: 1, bundleActivatedAt: 0)
        var body = engine.ruling(on: try facts(at: moment)).record(in: setting).json
        let then = engine.ruling(on: try facts(at: Self.start.adding(microseconds: other))).recorded
        body.set("ruling", .object(then.json))
        return try LeafTemplate(body).leaf(
            Envelope(
                origin: JSONValue.string("list.example/log").serialized(),
                index: 0,
                nonce: [UInt8](repeating: 3, count: 16)[...],
                time: moment,
                type: .decision,
                use: nil
            )
        )
    }

    func leaves(at offset: Int64, count: Int) -> [[UInt8]] {
        (try? leaf(at: offset, decidedAt: offset)).map { Array(repeating: $0, count: count) } ?? []
    }

    /// What replay says of entries.
    func replay(_ leaves: [[UInt8]], plainly: Bool = false) async throws -> ReplayReport {
        try await LogReplay.replay(ListedLog(leaves, bundle: files), key: key, plainly: plainly)
    }

    /// What replay finds, which must be what the plain way finds, and what deciding each entry here gives.
    func findings(_ leaves: [[UInt8]]) async throws -> [Finding] {
        var all: [Finding] = []
        for start in stride(from: ListedLog.before, to: leaves.count, by: 200) {
            let part = Array(leaves[..<ListedLog.before] + leaves[start..<min(start + 200, leaves.count)])
            let quick = try await replay(part)
            let plain = try await replay(part, plainly: true)
            #expect(quick.findings.first == plain.findings.first)
            #expect(quick.findings.count == plain.findings.count)
            #expect(quick.decisions == plain.decisions && quick.same == plain.same)
            #expect(quick.bundles == plain.bundles)
            for place in ListedLog.before..<part.count {
                let found = quick.findings.first.filter { $0.index == Int64(place) && $0.kind == .decision }
                #expect(found.map(\.field) == differences(part[place]))
            }
            // Counted from the first leaf of all.
            for finding in quick.findings.first {
                guard let index = finding.index, index >= ListedLog.before else { continue }
                all.append(
                    Finding(
                        finding.kind,
                        index: index + Int64(start - ListedLog.before),
                        field: finding.field,
                        expected: finding.expected,
                        found: finding.found
                    )
                )
            }
        }
        return all
    }

    private func differences(_ leaf: [UInt8]) -> [String] {
        guard let entry = try? LogEntry(leaf: leaf), entry.type == .decision,
            let record = try? DecisionRecord(entry.body), record.bundle.digest == engine.bundle.digest
        else { return [] }
        return engine.redecide(record).differences.map(\.member.value)
    }
}
