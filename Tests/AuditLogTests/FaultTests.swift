import AuditLog
import Cryptography
import Decisions
import Foundation
import GRDB
import Support
import Synchronization
import Testing
import TransparencyLog

@Suite struct FaultTests {
    struct Broken: Error {}

    enum Place: CaseIterable { case before, inside, after }

    /// Fails the k-th batch for each k, and verifies from the bytes on disk what was acknowledged.
    @Test(arguments: Place.allCases, 2..<6)
    func `A failed commit is final, and everything acknowledged before stands`(
        place: Place,
        fails: Int
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let batches = Mutex(0)
            let reported = Mutex<[String]>([])
            let fault: @Sendable () throws -> Void = {
                if batches.withLock({
                    $0 += 1; return $0
                }) == fails + 1 {
                    throw Broken()
                }
            }
            let log = try await fixture.create { settings in
                settings.onFailure = { reason in reported.withLock { $0.append(reason) } }
                switch place {
                case .before: settings.faults = CommitFaults(beforeCommit: fault)
                case .inside: settings.faults = CommitFaults(insideTransaction: fault)
                case .after: settings.faults = CommitFaults(afterCommit: fault)
                }
            }
            var acknowledged: [Receipt] = []
            for number in 0..<10 {
                if let receipt = try? await log.append(fixture.decision(number, allowed: false)) {
                    acknowledged.append(receipt)
                }
            }
            #expect(acknowledged.count == fails - 2)
            #expect(log.failure != nil)
            #expect(reported.withLock { $0.count } == 1)
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.start()) }

            let copy = try RecoveryTests.copy(folder)
            let again = try await LogFixture.open(copy, key: fixture.key, fixture.clock)
            await again.close()
            let source = try LogSources.open(copy)
            for receipt in acknowledged {
                #expect(MerkleHash.leaf(try source.leaf(at: receipt.index).bytes) == receipt.leafHash)
            }
            #expect(try await LogVerification.verify(source, key: log.verifier).findings.first == [])
        }
    }

    @Test func `A failure to move what was committed ends the log, after everybody was answered once`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let breaks = Mutex(false)
            let isBroken = Mutex(false)
            let log = try await fixture.create { settings in
                settings.limits.checkpointBytes = 1
                // The next commit breaks what follows it: whatever was answered before is still being moved.
                settings.faults = CommitFaults(
                    beforeCommit: { if breaks.withLock({ $0 }) { isBroken.withLock { $0 = true } } },
                    beforeCheckpoint: { if isBroken.withLock({ $0 }) { throw Broken() } }
                )
            }
            breaks.withLock { $0 = true }
            let receipt = try await log.append(fixture.start())
            #expect(receipt.index == 1)
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.start()) }
            #expect(log.failure != nil)
            await log.close()
        }
    }

    @Test func `A failure to move what was committed while the log closes leaves nobody waiting`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let gate = Gate()
            let isBroken = Mutex(false)
            let log = try await fixture.create { settings in
                settings.limits.checkpointBytes = 1
                settings.faults = CommitFaults(
                    beforeCommit: { gate.pass() },
                    beforeCheckpoint: { if isBroken.withLock({ $0 }) { throw Broken() } }
                )
            }
            gate.shut()
            let first = Task { try await log.append(fixture.decision(allowed: false)) }
            while !gate.isReached { await Task.yield() }
            let last = Task { try await log.append(fixture.start()) }
            while log.queueDepth < 1 { await Task.yield() }
            let closing = Task { await log.close() }
            while log.queueDepth < 2 { await Task.yield() }
            isBroken.withLock { $0 = true }
            gate.open()
            _ = try await first.value
            _ = try? await last.value
            await closing.value
            #expect(log.failure != nil)
        }
    }

    @Test func `A busy file delays moving what was committed, and nothing else`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let tries = Mutex(0)
            let log = try await fixture.create { settings in
                settings.limits.checkpointBytes = 1
                settings.faults = CommitFaults(beforeCheckpoint: {
                    tries.withLock { $0 += 1 }
                    throw DatabaseError(resultCode: .SQLITE_BUSY)
                })
            }
            for number in 0..<5 { _ = try await log.append(fixture.decision(number, allowed: false)) }
            #expect(log.failure == nil)
            #expect(tries.withLock { $0 } >= 5)
            await log.close()
            let report = try await LogVerification.verify(try LogSources.open(folder), key: log.verifier)
            #expect(report.findings.first == [])
            #expect(report.entries == 6)
        }
    }

    @Test(arguments: ["audit.sqlite", "audit.sqlite-wal"], [true, false])
    func `A log file removed or replaced is noticed before anything more is acknowledged`(
        name: String,
        isReplaced: Bool
    )
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let path = "\(folder)/\(name)"
            let bytes = try TestFiles.bytes(atPath: path)
            try FileManager.default.removeItem(atPath: path)
            if isReplaced { try TestFiles.write(bytes, toPath: path) }
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.start()) }
            #expect(log.failure?.contains("removed or replaced") == true)
        }
    }

    @Test func `Below the reserve decisions are refused, and everything else is still recorded`() async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let box = AvailableBytes(1 << 40)
            let log = try await fixture.create { settings in settings.availableBytes = { box.now } }
            let permit = try await log.append(fixture.decision()).index
            box.set((256 << 20) - 1)
            await #expect(throws: AppendRefusal.diskLow) { try await log.append(fixture.decision()) }
            #expect(log.isDiskLow)
            _ = try await log.append(fixture.outcome(of: permit))
            box.set((32 << 20) - 1)
            await #expect(throws: AppendRefusal.diskLow) { try await log.append(fixture.start()) }
            box.set(1 << 40)
            _ = try await log.append(fixture.decision())
            #expect(log.failure == nil)
            await log.close()
        }
    }

    @Test func `A full queue refuses at once, and keeps room for outcomes`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let gate = Gate()
            let log = try await fixture.create { settings in
                settings.limits.queuedEntries = 8
                settings.faults = CommitFaults(beforeCommit: { gate.pass() })
            }
            let permit = try await log.append(fixture.decision()).index
            gate.shut()
            let first = Task { try await log.append(fixture.decision()) }
            while !gate.isReached { await Task.yield() }
            let waiting = (0..<4).map { number in Task { try await log.append(fixture.decision(number)) } }
            while log.queueDepth < 4 { await Task.yield() }
            await #expect(throws: AppendRefusal.backpressure) { try await log.append(fixture.decision()) }
            let outcome = Task { try await log.append(fixture.outcome(of: permit)) }
            while log.queueDepth < 5 { await Task.yield() }
            gate.open()
            _ = try await first.value
            for task in waiting { _ = try await task.value }
            _ = try await outcome.value
            await log.close()
        }
    }

    @Test func `After closing every append is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            await log.close()
            await log.close()
            await #expect(throws: AppendRefusal.self) { try await log.append(fixture.start()) }
        }
    }
}

/// How much disk there is, as a test says.
final class AvailableBytes: Sendable {
    private let bytes: Mutex<Int64>

    init(_ bytes: Int64) { self.bytes = Mutex(bytes) }

    var now: Int64 { bytes.withLock { $0 } }

    func set(_ count: Int64) { bytes.withLock { $0 = count } }
}

/// Holds the committer's thread until the test lets it go.
final class Gate: Sendable {
    private let isShut = Mutex(false)
    private let reached = Mutex(false)
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
        guard isShut.withLock({ $0 }) else { return }
        reached.withLock { $0 = true }
        opened.wait()
    }

    func shut() { isShut.withLock { $0 = true } }

    var isReached: Bool { reached.withLock { $0 } }

    func open() {
        isShut.withLock { $0 = false }
        opened.signal()
    }
}
