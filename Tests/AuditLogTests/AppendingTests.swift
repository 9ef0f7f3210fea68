import AuditLog
import Cryptography
import Decisions
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite struct AppendingTests {
    @Test
    func `An entry is written with the log's members, in canonical form, and its receipt names its digests`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let draft = fixture.decision(allowed: false)
            let receipt = try await log.append(draft)
            #expect(receipt.index == 1)
            #expect(receipt.bodyDigest == .of(try draft.body.canonical()))
            let stored = try #require(try log.database.read { try $0.entries(from: 1, limit: 1) }.first)
            #expect(receipt.leafHash == MerkleHash.leaf(stored.bytes))
            let entry = try LogEntry(leaf: stored.bytes)
            #expect(try JSONValue.parse(stored.bytes).canonical() == stored.bytes)
            #expect(entry.index == 1)
            #expect(entry.origin == ExactString(LogFixture.origin))
            #expect(entry.time == LogFixture.start)
            #expect(entry.type == .decision)
            #expect(try entry.body.canonical() == draft.body.canonical())
            #expect(receipt.checkpoint == log.checkpoint)
            await log.close()
        }
    }

    @Test func `Members before, between and after the log's own keep the canonical order`() throws {
        let body: JSONObject = [
            "zebra": 1, "a": 2, "typewriter": 3, "indez": 4, "useful": 5, "w": 6, "nonces": 7, "original": 8,
        ]
        let template = try LeafTemplate(body)
        let envelope = Envelope(
            origin: Array("\"log\"".utf8),
            index: 3,
            nonce: [UInt8](repeating: 0xab, count: 16)[...],
            time: LogFixture.start,
            type: .start,
            use: CountedUse(number: 1, maximum: 2)
        )
        let leaf = template.leaf(envelope)
        #expect(try JSONValue.parse(leaf).canonical() == leaf)
        #expect(try LogEntry(leaf: leaf).use == CountedUse(number: 1, maximum: 2))
    }

    @Test(
        arguments: [
            0, 1, -1, 999_999, -1_000_000, 951_782_400_000_000, 951_868_799_999_999, 4_107_542_399_123_456,
            -62_135_596_800_000_000, 253_402_300_799_999_999,
        ] as [Int64]
    )
    func `A leaf's time is written as a timestamp is`(microseconds: Int64) throws {
        let time = Timestamp(microseconds: microseconds)
        let envelope = Envelope(
            origin: Array("\"log\"".utf8),
            index: 0,
            nonce: [UInt8](repeating: 0, count: 16)[...],
            time: time,
            type: .start,
            use: nil
        )
        let leaf = try JSONValue.parse(LeafTemplate([:]).leaf(envelope))
        #expect(leaf["time"]?.string == ExactString(time.rfc3339))
    }

    @Test func `Entries whose places a refusal moves are written for where they stand`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let gate = Gate()
            let log = try await fixture.create { $0.faults = CommitFaults(beforeCommit: { gate.pass() }) }
            let other = try LogFixture.reference(
                [BundleFile(path: "other.json", bytes: [0x5b, 0x5d])],
                version: 2
            )
            gate.shut()
            let first = Task { try await log.append(fixture.start()) }
            while !gate.isReached { await Task.yield() }
            var tasks: [Task<Receipt, any Error>] = []
            for number in 0..<40 {
                let bundle = number % 3 == 1 ? other : nil
                tasks.append(Task { try await log.append(fixture.decision(number, bundle: bundle)) })
                while log.queueDepth <= number { await Task.yield() }
            }
            gate.open()
            _ = try await first.value
            var next: Int64 = 2
            for (number, task) in tasks.enumerated() {
                guard number % 3 != 1 else {
                    await #expect(throws: AppendRefusal.bundleNotInForce(current: fixture.bundle.digest)) {
                        try await task.value
                    }
                    continue
                }
                let receipt = try await task.value
                #expect(receipt.index == next)
                let stored = try #require(
                    try log.database.read { try $0.entries(from: next, limit: 1) }.first
                )
                #expect(try LogEntry(leaf: stored.bytes).index == next)
                #expect(receipt.leafHash == MerkleHash.leaf(stored.bytes))
                next += 1
            }
            await log.close()
            let verified = try await LogVerification.verify(LogSources.open(folder), key: log.verifier)
            #expect(verified.findings.first == [])
        }
    }

    @Test func `No two entries have the same nonce`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<600 {
                    group.addTask { _ = try await log.append(fixture.decision(number, allowed: false)) }
                }
                try await group.waitForAll()
            }
            let nonces = try log.database.read { try $0.entries(from: 0, limit: 1_000) }
                .map { try LogEntry(leaf: $0.bytes).nonce }
            #expect(nonces.count == 601)
            #expect(Set(nonces).count == nonces.count)
            await log.close()
        }
    }

    @Test func `A body that was written before is appended as it is, and named by the same digest`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let (draft, body) = try fixture.decision(allowed: false).written()
            let receipt = try await log.append(draft)
            #expect(receipt.bodyDigest == body.digest)
            #expect(body.digest == .of(try draft.body.canonical()))
            let stored = try #require(try log.database.read { try $0.entries(from: 1, limit: 1) }.first)
            #expect(try LogEntry(leaf: stored.bytes).body.canonical() == draft.body.canonical())
            await log.close()
        }
    }

    @Test func `A checkpoint signed twice is the same, so that two may sign it`() throws {
        let signer = try LogSigner(origin: LogFixture.origin, key: .generate(.ed25519))
        let root = MerkleHash.leaf([1, 2, 3])
        #expect(try signer.checkpoint(size: 7, root: root) == signer.checkpoint(size: 7, root: root))
    }

    @Test func `Times within a second and over its end are written as they are`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create { $0.limits.clockTolerance = 10_000_000 }
            let steps: [Int64] = [0, 1, 9, 10, 99_999, 100_000, 999_999, 1_000_000, 1_000_001, 5, 2_345_678]
            let times = steps.map { LogFixture.start.adding(microseconds: $0) }
            try await withThrowingTaskGroup(of: (Timestamp, Int64).self) { group in
                for time in times {
                    group.addTask {
                        (time, try await log.append(fixture.decision(allowed: false, time: time)).index)
                    }
                }
                for try await (time, index) in group {
                    let stored = try #require(
                        try log.database.read { try $0.entries(from: index, limit: 1) }.first
                    )
                    #expect(try LogEntry(leaf: stored.bytes).time == time)
                }
            }
            await log.close()
        }
    }

    @Test(arguments: EntryDraft.envelope.map(\.value))
    func `A body with a name of the log's own is refused`(name: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            var body = fixture.start().body
            body.set(ExactString(name), 1)
            await #expect(throws: AppendRefusal.self) {
                try await log.append(EntryDraft(type: .start, body: body, time: LogFixture.start))
            }
            #expect(log.size == 1)
            #expect(log.failure == nil)
            await log.close()
        }
    }

    @Test func `Many appends at once get different indexes and few checkpoints`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let indexes = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<2_000 {
                    group.addTask { try await log.append(fixture.decision(number, allowed: false)).index }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(indexes == Set(1...2_000))
            #expect(log.size == 2_001)
            let checkpoints = try log.database.read { try $0.checkpoints(above: 0, upTo: 3_000) }
            #expect(checkpoints.count < 2_001)
            await log.close()
        }
    }

    @Test func `A cancelled caller's entry is written and its receipt comes back`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let task = Task { try await log.append(fixture.decision(allowed: false)) }
            task.cancel()
            #expect(try await task.value.index == 1)
            #expect(log.size == 2)
            await log.close()
        }
    }

    @Test func `A decision under another bundle than the one in force is refused and told which is`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let other = BundleReference(name: "other", version: 2, digest: .of([2]))
            let refusal = AppendRefusal.bundleNotInForce(current: fixture.bundle.digest)
            await #expect(throws: refusal) { try await log.append(fixture.decision(bundle: other)) }
            await #expect(throws: refusal) { try await log.append(fixture.decision(activatedAt: 1)) }
            #expect(log.size == 1)
            await log.close()
        }
    }

    @Test
    func `A bundle is in force only from the entry that activates it, and only once its files are kept`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let files = [BundleFile(path: "bundle.json", bytes: [2])]
            let other = try LogFixture.reference(files, version: 2)
            let activation = BundleActivatedRecord(
                bundle: other,
                previous: fixture.bundle.digest,
                isDemonstration: true,
                requestedBy: 0
            ).draft(at: fixture.clock.now)
            await #expect(throws: AppendRefusal.self) { try await log.append(activation) }
            try await log.keepBundle(files)
            let index = try await log.append(activation).index
            #expect(log.bundleInForce == BundleInForce(digest: other.digest, index: index))
            await #expect(throws: AppendRefusal.bundleNotInForce(current: other.digest)) {
                try await log.append(fixture.decision())
            }
            _ = try await log.append(fixture.decision(bundle: other, activatedAt: index))
            await log.close()
            let again = try await fixture.open()
            #expect(again.bundleInForce == BundleInForce(digest: other.digest, index: index))
            await again.close()
        }
    }

    @Test func `A log begins with one genesis`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try AuditLog.create(
                in: folder,
                origin: LogFixture.origin,
                key: fixture.key,
                settings: fixture.settings
            )
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.start()) }
            try await log.keepBundle(fixture.bundleFiles)
            _ = try await log.append(fixture.genesis(of: log))
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.genesis(of: log)) }
            await log.close()
        }
    }

    @Test func `A decision whose time lies behind the newest entry by more than two seconds is refused`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let early = LogFixture.start.adding(microseconds: -2_000_001)
            await #expect(throws: AppendRefusal.clockUntrusted) {
                try await log.append(fixture.decision(time: early))
            }
            let late = LogFixture.start.adding(microseconds: 2_000_001)
            await #expect(throws: AppendRefusal.clockUntrusted) {
                try await log.append(fixture.decision(time: late))
            }
            _ = try await log.append(
                fixture.decision(time: LogFixture.start.adding(microseconds: -2_000_000))
            )
            await log.close()
        }
    }

    @Test func `An outcome is taken whatever its time, and gets the newest entry's`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let decision = try await log.append(fixture.decision()).index
            let draft = fixture.outcome(of: decision)
            let early = EntryDraft(
                type: draft.type,
                body: draft.body,
                time: LogFixture.start.adding(seconds: -60)
            )
            let index = try await log.append(early).index
            let stored = try #require(try log.database.read { try $0.entries(from: index, limit: 1) }.first)
            #expect(try LogEntry(leaf: stored.bytes).time == LogFixture.start)
            await log.close()
        }
    }

    @Test func `An outcome without a decision that awaits one is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let permitted = try await log.append(fixture.decision()).index
            let refused = try await log.append(fixture.decision(allowed: false)).index
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.outcome(of: refused)) }
            _ = try await log.append(fixture.outcome(of: permitted))
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.outcome(of: permitted)) }
            #expect(log.failure == nil)
            await log.close()
        }
    }

    @Test func `A decision beyond 8 KiB is refused before it reaches the log`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            var body = fixture.decision().body
            body.append("padding", .string(ExactString(String(repeating: "x", count: 8_000))))
            await #expect(throws: AppendRefusal.self) {
                try await log.append(EntryDraft(type: .decision, body: body, time: LogFixture.start))
            }
            await log.close()
        }
    }
}
