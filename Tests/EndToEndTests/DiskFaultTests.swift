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

    /// A few calls, or each of the first forty where `ABEYANCE_CRASH_ROUNDS` asks for many rounds.
    static let faults: [Fault] = {
        let places = CrashTests.rounds >= 200 ? Array(1...40) : []
        return [("fdatasync", [2, 5, 9]), ("pwrite64", [3, 14, 31])].flatMap { call, few in
            ["EIO", "ENOSPC"].flatMap { error in
                (places.isEmpty ? few : places).map { Fault(call: call, error: error, number: $0) }
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
                    "-P", "\(folder)/state/audit.sqlite-wal", "-e", "signal=none", "-e",
                    "trace=\(fault.call)",
                    "-e", "inject=\(fault.call):error=\(fault.error):when=\(fault.number)",
                ],
                arguments: ["--core-journal", "\(folder)/journal"]
            )
        } catch is RunningGate.Failure {
            // It struck before the gate served: that the gate did not start is all that is asked.
            return #expect(try injected(in: folder), "\(fault): did not start for another reason")
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
        #expect(gate.process.terminationStatus != 0, "\(fault): it must not end well")
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
            #expect(gate.process.terminationStatus != 0)
            #expect(gate.log.contains("removed or replaced"), "\(gate.log)")
            #expect(try journal(in: folder) == received)
        }
    }

    @Test(.enabled(if: Materials.haveSmallDisks, "this user may not make a small file system"))
    func aFullDiskRefusesDecisionsUntilThereIsRoomAgain() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            // A small file system that only the gate sees, over its state folder.
            let script = """
                mkdir "$0/small" && mount -t tmpfs -o size=300m none "$0/small" && \
                cp -a "$0/state/." "$0/small/" && mount --bind "$0/small" "$0/state" && exec "$@"
                """
            #expect(try RunningGate.start(in: folder).stop() == 0)
            let gate = try RunningGate.start(
                in: folder,
                initialise: false,
                prefix: ["unshare", "-rm", "sh", "-c", script, folder],
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
