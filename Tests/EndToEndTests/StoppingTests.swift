import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// Ends and new beginnings: of the gate, told to stop with a request under way, and of the core, killed.
@Suite(.serialized) struct StoppingTests {
    @Test func sigtermFinishesTheRequestUnderWayAndThenEndsWellAndTheLogGoesOn() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            let body = JSONValue.object(["CollectionId": "missing-children"]).serialized()
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.begin("CreateCollection", length: body.count)
            #expect(try held.answer()?.status == 100, "the gate has the head and waits for the body")
            gate.process.terminate()
            try gate.awaitRefusedConnections()
            #expect(gate.process.isRunning)
            try held.write(body)
            let answer = try #require(try held.answer())
            #expect(answer.status == 200, "\(answer.body)")
            #expect(try held.answer() == nil, "the connection is closed after it")
            gate.process.waitUntilExit()
            #expect(gate.process.terminationStatus == 0)

            let first = try gate.entries.entries()
            #expect(first.last?["type"] == "stop")
            #expect(first.last?["cause"] == "sigterm")
            let second = try RunningGate.start(in: folder, initialise: false)
            defer { second.kill() }
            let listed = try second.client("icmec").call("ListCollections", [:])
            #expect(listed.body?["CollectionIds"] == ["missing-children"])
            #expect(try #require(listed.decision) == first.count + 1, "the start, then this decision")
            #expect(second.stop() == 0)
            let verified = try second.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func idleConnectionsEndAtOnceWithAGoodbyeHoweverLongADrainMayTake() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "limits:\n  drain_seconds: 3600\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let silent = try WatchedConnection(to: gate, as: "thorn")
            let served = try HeldConnection(to: gate, as: "icmec")
            try served.send("ListCollections", [:])
            #expect(try served.answer()?.status == 200)
            let second = try WatchedConnection(to: gate, as: "icmec", ["-alpn", "h2"])
            try gate.awaitMetric("abeyance_handshake_seconds_count 3")
            #expect(gate.stop() == 0, "held connections keep no gate")
            #expect(try served.answer() == nil)
            for words in [silent.words(), second.words()] {
                #expect(words.contains("<<< TLS 1.3, Alert [length 0002], warning close_notify"), "\(words)")
            }
            #expect(try gate.entries.entries().last?["type"] == "stop")
        }
    }

    @Test func halfRequestsAreCutOffByTheDrainsDeadline() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "limits:\n  drain_seconds: 1\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let head = try HeldConnection(to: gate, as: "thorn")
            try head.write(Array("POST / HTTP/1.1\r\nHost: 127".utf8))
            let body = try HeldConnection(to: gate, as: "icmec")
            try body.begin("CreateCollection", length: 100)
            #expect(try body.answer()?.status == 100)
            try body.write(Array("{".utf8))
            #expect(gate.stop() == 0)
            #expect(try head.answer() == nil)
            #expect(try body.answer() == nil)
            #expect(try gate.entries.entries("decision").isEmpty, "half a request decides nothing")
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func aSecondSignalEndsAGateThatStillDrains() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "limits:\n  drain_seconds: 3600\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.begin("CreateCollection", length: 100)
            #expect(try held.answer()?.status == 100)
            gate.process.terminate()
            try gate.awaitRefusedConnections()
            #expect(gate.process.isRunning)
            #expect(gate.stop() == 130)
            #expect(try held.answer() == nil)
            let again = try RunningGate.start(in: folder, initialise: false)
            defer { again.kill() }
            #expect(again.stop() == 0)
            let verified = try again.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func aRequestUnderWayOverHTTP2IsFinishedAfterSigterm() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            let upload = try SlowUpload(to: gate, as: "icmec")
            try upload.write("{")
            try gate.awaitMetric("abeyance_requests_in_hand 1")
            gate.process.terminate()
            try gate.awaitRefusedConnections()
            #expect(gate.process.isRunning)
            try upload.write("}")
            let answer = upload.answer()
            #expect(answer.hasPrefix(#"{"CollectionIds":["#) && answer.hasSuffix(" 2 200"), "\(answer)")
            gate.process.waitUntilExit()
            #expect(gate.process.terminationStatus == 0)
            let outcomes = try gate.entries.entries("outcome").count
            #expect(outcomes == 1, "the gate waited for it")
        }
    }

    @Test func aCoreKilledAtWorkCostsOneRefusalWithItsOutcomeAndTheNextRequestIsServed() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            let core = try #require(gate.children.first)
            kill(core, SIGSTOP)
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.send("ListCollections", [:])
            let decision = try gate.entries.awaited(type: "decision") { $0["index"]?.integer == 4 }
            #expect(decision["ruling"]?["decision"] == "allow")
            kill(core, SIGKILL)
            let answer = try #require(try held.answer())
            #expect(answer.status == 500)
            #expect(answer.body.contains("the matching core gave no answer"))
            #expect(try gate.entries.outcome(of: 4)["failed"]?["code"] == "core_unavailable")
            #expect(try gate.client("icmec").call("ListCollections", [:]).status == 200)
            #expect(gate.children != [core])
            #expect(gate.stop() == 0)
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }
}

extension RunningGate {
    /// Asks again until the gate takes no connection any more.
    fileprivate func awaitRefusedConnections() throws {
        while try client("icmec").call("ListCollections", [:]).failure == nil {}
    }

    /// Asks again until a line stands among the metrics; at most a few thousand times.
    fileprivate func awaitMetric(_ line: String) throws {
        for _ in 0..<2_000 where try admin("/metrics").body.contains("\n\(line)\n") { return }
        throw Failure(description: "the metrics never had `\(line)`")
    }
}

/// `openssl s_client` that sends nothing and prints each message of TLS.
private struct WatchedConnection {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(to gate: RunningGate, as name: String, _ more: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "openssl", "s_client", "-msg", "-verify_quiet", "-connect", "127.0.0.1:\(gate.port)",
                "-CAfile", "\(gate.folder)/certs/server-ca.pem", "-cert", "\(gate.folder)/certs/\(name).pem",
                "-key", "\(gate.folder)/keys/\(name).key",
            ] + more
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Everything it printed, once its connection has ended.
    func words() -> String {
        let words = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: words, as: UTF8.self)
    }
}

/// A request over HTTP/2 whose body goes out when the test says so.
private struct SlowUpload {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(to gate: RunningGate, as name: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "curl", "--silent", "--http2", "--max-time", "300", "--cacert",
            "\(gate.folder)/certs/server-ca.pem", "--cert", "\(gate.folder)/certs/\(name).pem", "--key",
            "\(gate.folder)/keys/\(name).key", "--request", "POST", "--header",
            "X-Amz-Target: RekognitionService.ListCollections", "--header",
            "Content-Type: application/x-amz-json-1.1", "--upload-file", "-", "--write-out",
            " %{http_version} %{http_code}", "https://127.0.0.1:\(gate.port)/",
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Ends the body and waits for the answer's body, its version of HTTP and its status.
    func answer() -> String {
        try? input.fileHandleForWriting.close()
        let words = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: words, as: UTF8.self)
    }
}
