import AuditLog
import AuditedLogs
import Cryptography
import Foundation
import Provisioning
import Support
import Testing

/// Power that is lost at any moment: what was forwarded is in the log, and the log verifies.
@Suite(.serialized, .enabled(if: Materials.haveTracer, "strace is not installed"))
struct PowerLossTests {
    /// How much is appended, and how many times power is lost with other luck at each moment.
    private static let (count, repeats) = CrashTests.rounds >= 200 ? (300, 4) : (30, 1)

    @Test func nothingThatWasForwardedIsLostWhateverReachedTheDisk() async throws {
        let outcome = try await Self.run(isWeak: false)
        #expect(outcome.faults.prefix(5) == [], "\(outcome.faults.count) of \(outcome.images) images")
        #expect(outcome.order.unrecorded == [])
        #expect(outcome.order.forwarded.count == Self.count)
        #expect(outcome.images >= 6 * Self.count, "only \(outcome.images) different images")
    }

    @Test func aLogWhoseCommitsAreNotSyncedIsCaughtBothWays() async throws {
        let outcome = try await Self.run(isWeak: true)
        #expect(outcome.faults.contains { $0.contains("is lost") })
        #expect(!outcome.order.unrecorded.isEmpty)
        #expect(outcome.order.forwarded.count == Self.count)
    }

    private struct Outcome {
        var images = 0
        var faults: [String] = []
        var order: SystemCallOrder
    }

    /// Appends under a tracer, then loses power after every single call.
    private static func run(isWeak: Bool) async throws -> Outcome {
        try await inMemory { folder in
            let state = "\(folder)/state"
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
            let log = try await AuditedLog(folder: state, decisions: 2)
            try TestFiles.write(log.key.pem(), toPath: "\(state)/log.key")
            let before = try contents(of: state)
            let trace = try append(to: state, beside: folder, isWeak: isWeak)
            let leaves = try LogSources.open(state).leaves(from: 0, limit: .max).map(\.bytes)
            let events = DiskTrace(trace: trace, folder: state, forwards: "\(folder)/forwards").events
            var disk = Disk(before)
            var random = SeededGenerator(seed: 4)
            var outcome = Outcome(order: SystemCallOrder(trace: trace))
            var seen: Set<SHA256Digest> = []
            for event in events {
                disk.take(event)
                for luck in [.nothing, .everything] + [Disk.Luck](repeating: .something, count: repeats) {
                    let image = disk.afterPowerLoss(luck, using: &random)
                    guard seen.insert(digest(of: image, disk.forwarded.count)).inserted else { continue }
                    outcome.images += 1
                    let fault = await fault(of: image, in: folder, log, forwarded: disk.forwarded, leaves)
                    if let fault { outcome.faults.append("\(luck) after call \(outcome.images): \(fault)") }
                }
            }
            // All that was traced, all of it on the disk, is the log as it is: nothing was left out of the trace.
            let last = disk.afterPowerLoss(.everything, using: &random)
            let after = try contents(of: state)
            #expect(last.keys.sorted() == after.keys.sorted())
            for (name, bytes) in after { #expect(last[name] == bytes, "\(name)") }
            return outcome
        }
    }

    /// What is wrong after a start from an image, or nil.
    private static func fault(
        of image: [String: [UInt8]],
        in folder: String,
        _ log: AuditedLog,
        forwarded: [Int],
        _ leaves: [[UInt8]]
    ) async -> String? {
        let path = "\(folder)/image"
        do {
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            for (name, bytes) in image { try TestFiles.write(bytes, toPath: "\(path)/\(name)") }
            // Later than whatever the appender wrote.
            let settings = AuditLog.Settings(clock: {
                Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 500_000_000)
            })
            await (try await AuditLog.open(in: path, key: log.key, settings: settings)).close()
            let source = try LogSources.open(path)
            let size = try source.size()
            for decision in forwarded {
                guard decision < size, try source.leaf(at: Int64(decision)).bytes == leaves[decision] else {
                    return "decision \(decision), which was forwarded, is lost"
                }
            }
            return try await LogVerification.verify(source, key: log.verifier).findings.first.first?
                .description
        } catch {
            return "\(error)"
        }
    }

    private static func append(to state: String, beside folder: String, isWeak: Bool) throws -> String {
        let paths = ["audit.sqlite", "audit.sqlite-wal", "checkpoint.copy"].map { "\(state)/\($0)" }
        let run = try Subprocess.run(
            "strace",
            ["-f", "-y", "-qq", "-s", "140000", "-e", "signal=none", "-o", "\(folder)/trace"]
                + (paths + [state, "\(folder)/forwards"]).flatMap { ["-P", $0] }
                + ["-e", "trace=pwrite64,write,fdatasync,fsync,ftruncate,openat,unlink"]
                + [Programs.appender, state, "\(folder)/forwards", "\(count)"] + (isWeak ? ["weak"] : [])
        )
        try #require(run.status == 0, "\(run.errors)")
        return try String(contentsOfFile: "\(folder)/trace", encoding: .utf8)
    }

    /// The files that a trace is about.
    private static func contents(of state: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in ["audit.sqlite", "audit.sqlite-wal", "checkpoint.copy"]
        where FileManager.default.fileExists(atPath: "\(state)/\(name)") {
            found[name] = try TestFiles.bytes(atPath: "\(state)/\(name)")
        }
        return found
    }

    private static func digest(of image: [String: [UInt8]], _ forwarded: Int) -> SHA256Digest {
        var all = Array("\(forwarded)".utf8)
        for (name, bytes) in image.sorted(by: { $0.key < $1.key }) {
            all += Array(name.utf8) + SHA256Digest.of(bytes).bytes
        }
        return .of(all)
    }

    /// A folder in memory where there is one, since every image is opened, written and synced.
    private static func inMemory<R>(_ body: (String) async throws -> R) async throws -> R {
        guard FileManager.default.isWritableFile(atPath: "/dev/shm") else {
            return try await TestFiles.withTemporaryFolder(body)
        }
        let folder = "/dev/shm/abeyance-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
