import CoreProtocol
import Foundation
import Pipeline
import Support
import Testing
import Upstreams

@Suite(.ownThread, .enabled(if: Programs.isCoreBuilt, "abeyance-core is not built"))
struct WorkerCoreTests {
    private func configuration(_ folder: String) -> WorkerConfiguration {
        WorkerConfiguration(executable: Programs.core, arguments: ["--state", folder, "--collections-only"])
    }

    /// A worker that is a line of shell; the socket is its descriptor 3.
    private func shell(_ script: String) -> WorkerConfiguration {
        WorkerConfiguration(
            executable: "/bin/sh",
            arguments: ["-c", script],
            environment: ["PATH": "/usr/bin:/bin"]
        )
    }

    @Test func `it starts, answers many at once, and ends when it is told`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (core, health) = try await WorkerCore.start(configuration(folder))
            #expect(!health.isReady && health.collections == 0)
            try await withThrowingTaskGroup(of: CoreHealth.self) { group in
                for _ in 0..<100 { group.addTask { try await core.health() } }
                for try await one in group { #expect(one == health) }
            }
            let identifier = try #require(core.processIdentifier)
            await core.stop()
            #expect(kill(identifier, 0) == -1)
            #expect(core.standing.phase == .ended(reason: "the gate is stopping"))
            await #expect(throws: CoreUnavailable.self) { try await core.health() }
            await core.stop()
        }
    }

    @Test func `a killed worker is started again, and the collections are there`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (core, _) = try await WorkerCore.start(configuration(folder))
            for round in 1...3 {
                let identifier = try #require(core.processIdentifier)
                kill(identifier, SIGKILL)
                // Requests fail until the next worker runs; then they are answered again.
                var isBack = false
                while !isBack {
                    await Task.yield()
                    let answers = (try? await core.health()) != nil
                    isBack = answers && core.processIdentifier != identifier
                }
                #expect(core.standing.restarts == round)
            }
            await core.stop()
        }
    }

    @Test(arguments: [
        ("exit 7", "the core exited with status 7"),
        ("kill -9 $$", "the core was ended by signal 9"),
        (
            "printf 'this is no frame at all' >&3; cat <&3 >/dev/null",
            "the core was ended by signal 9: a header of"
        ),
        (
            #"printf '\0\0\0\134\0\0\0\0{"id":5,"model":{"core":"c","name":"n","version":"v"},"warnings":[],"#
                + #""failure":{},"parts":[]}' >&3; cat <&3 >/dev/null"#, "the core's reply cannot be read"
        ),
    ])
    func `a worker that dies or speaks nonsense before its first answer fails the start`(
        script: String,
        reason: String
    ) async throws {
        do {
            _ = try await WorkerCore.start(shell(script))
            Issue.record("started")
        } catch {
            #expect(error.reason.contains(reason), "\(error.reason)")
        }
    }

    @Test func `a program that is not there fails the start`() async throws {
        do {
            _ = try await WorkerCore.start(WorkerConfiguration(executable: "/nonexistent", arguments: []))
            Issue.record("started")
        } catch {
            #expect(error.reason == "`/nonexistent` cannot be started: No such file or directory")
            #expect(error.isBeforeMatching)
        }
    }

    @Test func `nothing of the gate's environment and descriptors reaches the worker`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let secret = "\(folder)/secret"
            try TestFiles.write([1], toPath: secret)
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: secret))
            _ = unsafe setenv("ABEYANCE_TEST_SECRET", "1", 1)
            let (core, _) = try await WorkerCore.start(configuration(folder))
            let identifier = try #require(core.processIdentifier)
            let environment = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(identifier)/environ"))
            #expect(!String(decoding: environment, as: UTF8.self).contains("ABEYANCE_TEST_SECRET"))
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd")
            let targets = descriptors.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(identifier)/fd/\($0)")
            }
            #expect(!targets.contains(secret))
            #expect(targets.filter { $0.hasPrefix("socket:") }.count == 1)
            await core.stop()
            try handle.close()
        }
    }
}
