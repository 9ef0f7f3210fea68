import AuditLog
import Cryptography
import Decisions
import StrictJSON
import Support
import Synchronization
import Testing

@Suite struct ClockTests {
    /// A log whose wall clock and time since boot the test moves apart.
    private struct Scene {
        let fixture: LogFixture
        let log: AuditLog
        let boot: TestClock

        init(folder: String) async throws {
            fixture = try LogFixture(folder: folder)
            let boot = TestClock(Timestamp(seconds: 5_000))
            self.boot = boot
            log = try await fixture.create { $0.boot = { boot.now.microseconds } }
        }

        func pass(seconds: Int64) {
            fixture.clock.advance(seconds: seconds)
            boot.advance(seconds: seconds)
        }

        func entries() throws -> [LogEntry] {
            try LogSources.open(fixture.folder).leaves(from: 0, limit: .max).map {
                try LogEntry(leaf: $0.bytes)
            }
        }

        func jumps() throws -> [ClockJumpRecord] {
            try entries().filter { $0.type == .clockJump }.map { try ClockJumpRecord($0.body) }
        }

        func verify() async throws -> [Finding] {
            try await LogVerification.verify(LogSources.open(fixture.folder), key: log.verifier).findings
                .first
        }
    }

    @Test(arguments: [Int64(301), -301, 31_536_000])
    func `After a jump of the wall clock decisions wait until both clocks agreed for a minute`(
        seconds: Int64
    )
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let (fixture, log) = (scene.fixture, scene.log)
            let permit = try await log.append(fixture.decision()).index
            scene.pass(seconds: 10)
            fixture.clock.advance(seconds: seconds)
            for _ in 0..<3 {
                await #expect(throws: AppendRefusal.clockUntrusted) {
                    try await log.append(fixture.decision())
                }
            }
            _ = try await log.append(fixture.outcome(of: permit))
            #expect(log.newestTime == LogFixture.start.adding(seconds: 10))
            fixture.clock.advance(seconds: -seconds)
            for _ in 0..<2 {
                await #expect(throws: AppendRefusal.clockUntrusted) {
                    try await log.append(fixture.decision())
                }
                scene.pass(seconds: 30)
            }
            let again = try await log.append(fixture.decision()).index
            _ = try await log.append(fixture.outcome(of: again))
            await log.close()
            let jumps = try scene.jumps()
            #expect(jumps.map(\.isTrusted) == [false, true])
            #expect(jumps.map(\.difference) == [seconds * 1_000_000, 0])
            #expect(try await scene.verify() == [])
        }
    }

    @Test
    func `An operator's note trusts a clock that went forward, and is an entry before anything is decided`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let (fixture, log) = (scene.fixture, scene.log)
            let note = ClockNote(reason: "set by hand", requestedBy: 1_000)
            await #expect(throws: ClockNoteRefusal.self) { try await log.trustClock(note) }
            fixture.clock.advance(seconds: 3_600)
            #expect(log.clockStanding == .jumped(difference: 3_600_000_000))
            await #expect(throws: AppendRefusal.clockUntrusted) { try await log.append(fixture.decision()) }
            let novel = ClockNote(
                reason: ExactString(String(repeating: "x", count: 4_097)),
                requestedBy: 1_000
            )
            await #expect(throws: ClockNoteRefusal.self) { try await log.trustClock(novel) }
            let index = try await log.trustClock(note)
            #expect(log.clockStanding == .trusted)
            let permit = try await log.append(fixture.decision()).index
            #expect(permit == index + 1)
            _ = try await log.append(fixture.outcome(of: permit))
            scene.pass(seconds: 86_400)
            _ = try await log.append(fixture.decision(allowed: false))
            fixture.clock.advance(seconds: 301)
            await #expect(throws: AppendRefusal.clockUntrusted) { try await log.append(fixture.decision()) }
            await log.close()
            let jumps = try scene.jumps()
            #expect(jumps.map(\.isTrusted) == [false, true, false])
            #expect(jumps.map(\.note) == [nil, note, nil])
            #expect(jumps.map(\.difference) == [3_600_000_000, 3_600_000_000, 301_000_000])
            #expect(try await scene.verify() == [])
        }
    }

    @Test func `No note trusts a clock before the newest entry's time, so that what has ended stays ended`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let (fixture, log) = (scene.fixture, scene.log)
            let note = ClockNote(reason: "it is earlier than you think", requestedBy: 0)
            scene.pass(seconds: 10)
            fixture.clock.advance(seconds: -3_600)
            for _ in 0..<2 {
                let refusal = await #expect(throws: ClockNoteRefusal.self) { try await log.trustClock(note) }
                #expect(refusal?.description.contains("behind the log") == true)
                await #expect(throws: AppendRefusal.clockUntrusted) {
                    try await log.append(fixture.decision())
                }
            }
            scene.pass(seconds: 3_600)
            _ = try await log.trustClock(note)
            _ = try await log.append(fixture.decision(allowed: false))
            await log.close()
            #expect(try scene.jumps().map(\.isTrusted) == [false, true])
            let times = try scene.entries().map(\.time)
            #expect(times == times.sorted(), "nothing is dated before what was there")
            #expect(try await scene.verify() == [])
        }
    }

    @Test func `A jump is an entry although nobody appends anything`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            scene.log.watchClock()
            scene.fixture.clock.advance(seconds: -301)
            #expect(scene.log.clockStanding == .jumped(difference: -301_000_000))
            scene.log.watchClock()
            await scene.log.close()
            #expect(try scene.jumps().map(\.isTrusted) == [false])
        }
    }

    @Test func `A clock that is set by five minutes or less is trusted`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            scene.fixture.clock.advance(seconds: 300)
            _ = try await scene.log.append(scene.fixture.decision(allowed: false))
            await scene.log.close()
            #expect(try scene.jumps() == [])
        }
    }

    @Test func `Both clocks that go on together for a year are trusted`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            scene.pass(seconds: 31_536_000)
            _ = try await scene.log.append(scene.fixture.decision(allowed: false))
            await scene.log.close()
            #expect(try scene.jumps() == [])
        }
    }

    @Test func `A start and a jump are recorded by a clock that is behind, at the newest entry's time`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            await scene.log.close()
            scene.fixture.clock.advance(seconds: -3_600)
            let log = try await scene.fixture.open()
            _ = try await log.append(scene.fixture.start())
            let jump = ClockJumpRecord(isTrusted: false, wall: scene.fixture.clock.now, difference: -1)
            _ = try await log.append(jump.draft(at: scene.fixture.clock.now))
            await #expect(throws: AppendRefusal.clockUntrusted) {
                try await log.append(scene.fixture.decision())
            }
            await log.close()
            #expect(try scene.entries().map(\.time) == Array(repeating: LogFixture.start, count: 3))
        }
    }

    @Test func `A decision while the clock was not trusted is found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder: folder)
            let jump = ClockJumpRecord(isTrusted: false, wall: LogFixture.start, difference: 400_000_000)
            _ = try await scene.log.append(jump.draft(at: LogFixture.start))
            let index = try await scene.log.append(scene.fixture.decision(allowed: false)).index
            await scene.log.close()
            let found = try await scene.verify()
            #expect(found.map(\.kind) == [.clock])
            #expect(found.map(\.index) == [index])
        }
    }

    @Test func `The machine's time since boot does not go backwards`() {
        let first = BootClock.microseconds
        #expect(first > 0)
        #expect(BootClock.microseconds >= first)
    }
}
