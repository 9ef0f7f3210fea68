import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// A disk that fails under the log: nothing is forwarded from then on, the gate ends and says so, and the log verifies.
@Suite(.serialized) struct DiskFaultTests {
    /// Which call on the log's files fails, the how manieth, and how.
    struct Fault: CustomStringConvertible, Sendable {
        let call: String
        let error: String
        let number: Int

        var description: String { "\(error) at \(call) \(number)" }
    }

    /// How `serve` ends when the log failed: `EX_IOERR` of sysexits.
    private static let logFailed: Int32 = 74

    /// A few calls, or every one that some twenty requests make where `ABEYANCE_CRASH_ROUNDS` asks for many rounds.
    static let faults: [Fault] = {
        let isNightly = CrashTests.rounds >= 200
        let places = [
            ("fdatasync", isNightly ? Array(1...45) : [2, 5, 9]),
            ("pwrite64", isNightly ? Array(1...240) : [3, 14, 31]),
        ]
        return places.flatMap { call, numbers in
            ["EIO", "ENOSPC"].flatMap { error in
                numbers.map { Fault(call: call, error: error, number: $0) }
            }
        }
    }()

    @Test(.enabled(if: Materials.haveTracer, "strace is not installed"))
    func aFailedWriteOrSyncOfTheLogIsFinalAndNothingIsForwardedAfterIt() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let first = try RunningGate.start(in: folder)
            #expect(first.stop() == 0)
            for fault in Self.faults {
                try failing(fault, in: folder)
                let again = try RunningGate.start(in: folder, initialise: false)
                #expect(try again.client("icmec").call("ListCollections", [:]).status == 200, "\(fault)")
                #expect(again.stop() == 0, "\(fault)")
                let verified = try again.entries.verify()
                #expect(verified.isGood, "\(fault): \(verified.words)")
                #expect(
                    Set(try journal(in: folder)).subtracting(try decisions(in: folder)) == [],
                    "\(fault): received by the core and not in the log"
                )
            }
        }
    }

    /// Asks one by one until the fault strikes.
    private func failing(_ fault: Fault, in folder: String) throws {
        let gate: RunningGate
        do {
            gate = try RunningGate.start(
                in: folder,
                initialise: false,
                prefix: [
                    "strace", "-f", "-qq", "-o", "\(folder)/trace", "-P", "\(folder)/state/audit.sqlite",
                    "-P", "\(folder)/state/audit.sqlite-wal", "-P", "\(folder)/checkpoint.copy", "-e",
                    "signal=none", "-e",
                    "trace=\(fault.call)",
                    "-e", "inject=\(fault.call):error=\(fault.error):when=\(fault.number)",
                ],
                arguments: ["--core-journal", "\(folder)/journal"]
            )
        } catch let failure as RunningGate.Failure {
            // It struck before the gate served.
            #expect(try injected(in: folder), "\(fault): did not start for another reason: \(failure)")
            return #expect(failure.exit == Self.logFailed, "\(fault): \(failure)")
        }
        defer { gate.kill() }
        var answered = 0
        var response = try gate.client("icmec").call("ListCollections", [:])
        while response.status == 200, answered < 60 {
            answered += 1
            response = try gate.client("icmec").call("ListCollections", [:])
        }
        #expect(try injected(in: folder), "\(fault): never struck, \(answered) answers")
        let received = try journal(in: folder)
        #expect(try gate.client("icmec").call("ListCollections", [:]).status != 200, "\(fault)")
        gate.process.waitUntilExit()
        #expect(gate.process.terminationStatus == Self.logFailed, "\(fault): \(gate.log)")
        #expect(gate.log.contains("the audit log has failed"), "\(fault): \(gate.log)")
        #expect(try journal(in: folder) == received, "\(fault): forwarded after the fault")
    }

    private func injected(in folder: String) throws -> Bool {
        try String(contentsOfFile: "\(folder)/trace", encoding: .utf8).contains("(INJECTED)")
    }

    private func journal(in folder: String) throws -> [Int] {
        guard let text = try? String(contentsOfFile: "\(folder)/journal", encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { Int($0) }.filter { $0 >= 0 }
    }

    private func decisions(in folder: String) throws -> Set<Int> {
        Set(
            try LogReader(folder: folder).entries("decision").compactMap {
                $0["index"]?.integer.map(Int.init)
            }
        )
    }

    @Test("a log file that is removed or replaced while serving ends the gate", arguments: [true, false])
    func removedLog(isReplaced: Bool) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder, arguments: ["--core-journal", "\(folder)/journal"])
            defer { gate.kill() }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            let received = try journal(in: folder)
            let path = "\(folder)/state/audit.sqlite"
            let bytes = try TestFiles.bytes(atPath: path)
            try FileManager.default.removeItem(atPath: path)
            if isReplaced { try TestFiles.write(bytes, toPath: path) }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status != 200)
            gate.process.waitUntilExit()
            #expect(gate.process.terminationStatus == Self.logFailed)
            #expect(gate.log.contains("removed or replaced"), "\(gate.log)")
            #expect(try journal(in: folder) == received)
        }
    }

    @Test(.enabled(if: Materials.haveSmallDisks, "this user may not make a small file system"))
    func aFullDiskRefusesDecisionsUntilThereIsRoomAgain() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            #expect(try RunningGate.start(in: folder).stop() == 0)
            let gate = try RunningGate.start(
                in: folder,
                initialise: false,
                prefix: Self.smallDisk(in: folder),
                arguments: ["--core-journal", "\(folder)/journal"]
            )
            defer { gate.kill() }
            let client = gate.client("icmec")
            #expect(try client.call("ListCollections", [:]).status == 200)
            let received = try journal(in: folder)
            let ballast = "/proc/\(gate.process.processIdentifier)/root\(folder)/state/ballast"
            for megabytes in [80, 400] {
                fill(ballast, megabytes: megabytes)
                let refused = try client.call("ListCollections", [:])
                #expect(refused.status != 200, "with \(megabytes) MiB taken of 300")
                #expect(try journal(in: folder) == received)
            }
            try FileManager.default.removeItem(atPath: ballast)
            #expect(try client.call("ListCollections", [:]).status == 200)
            #expect(try journal(in: folder).count == received.count + 1)
            #expect(gate.stop() == 0)
        }
    }

    @Test(
        "a gate that starts on a disk with too little room says so, how much is free and needed, and what to do",
        .enabled(if: Materials.haveSmallDisks, "this user may not make a small file system")
    )
    func littleRoom() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            #expect(try RunningGate.start(in: folder).stop() == 0)
            func start(taking megabytes: Int) throws -> RunningGate {
                try RunningGate.start(
                    in: folder,
                    initialise: false,
                    prefix: Self.smallDisk(in: folder, taking: megabytes)
                )
            }
            let refused = #expect(throws: RunningGate.Failure.self) { try start(taking: 280) }
            #expect(refused?.exit == 2)
            let words = refused?.description ?? ""
            #expect(words.contains("\(folder)/state: the audit log's file system has "), "\(words)")
            #expect(words.contains(" MiB free, 32 MiB are needed to record a start; free some, or move"))
            #expect(words.split(separator: "\n").count == 1, "\(words)")
            let gate = try start(taking: 100)
            defer { gate.kill() }
            #expect(gate.log.contains("every decision is refused (`audit_disk_low`) until 256 MiB are"))
            #expect(try gate.client("icmec").call("ListCollections", [:]).message.contains("audit_disk_low"))
            #expect(gate.stop() == 0)
        }
    }

    /// A file system of 300 MiB that only the gate sees, over its state folder, with some of it taken.
    private static func smallDisk(in folder: String, taking megabytes: Int = 0) -> [String] {
        let script = """
            mkdir -p "$0/small" && mount -t tmpfs -o size=300m none "$0/small" && \
            cp -a "$0/state/." "$0/small/" && head -c "$1m" /dev/zero > "$0/small/ballast" && \
            mount --bind "$0/small" "$0/state" && shift && exec "$@"
            """
        return ["unshare", "-rm", "sh", "-c", script, folder, "\(megabytes)"]
    }

    /// Writes as much as fits.
    private func fill(_ path: String, megabytes: Int) {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        let block = Data(repeating: 1, count: 1 << 20)
        for _ in 0..<megabytes {
            do { try file.write(contentsOf: block) } catch { return }
        }
    }
}
