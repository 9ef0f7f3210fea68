import CoreProtocol
import Foundation
import StrictJSON
import Support
import Testing

@Suite(.serialized, .ownThread, .enabled(if: Programs.isCoreBuilt, "abeyance-core is not built"))
struct CoreProcessTests {
    @Test func `after the lockdown every forbidden call ends in EPERM`() throws {
        let (status, text) = try CoreUnderTest(["--self-test"]).wait()
        #expect(status == 0)
        let lines = text.split(separator: "\n")
        for call in [
            "socket", "connect", "execve", "fork", "ptrace", "openat", "mmap (executable)", "io_uring_setup",
            "fcntl (F_SETOWN)", "fcntl (F_SETSIG)", "fcntl (O_ASYNC)", "prlimit64 (a new limit)",
        ] {
            #expect(lines.contains("\(call): EPERM"), "\(call)")
        }
        #expect(lines.dropLast().allSatisfy { $0.hasSuffix(": EPERM") } && lines.count > 30)
    }

    @Test func `while it serves it is under the filter, without privileges to gain`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try CoreUnderTest(["--state", folder, "--collections-only"])
            _ = try core.ask(.health)
            let status = try String(
                contentsOfFile: "/proc/\(core.identifier)/status",
                encoding: .utf8
            )
            #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
            #expect(core.end().status == 0)
        }
    }

    @Test func `without a model collections live, and pictures are told what to do`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try CoreUnderTest(["--state", folder, "--collections-only"])
            guard case .health(let health) = try core.result(.health) else { throw Unexpected() }
            #expect(!health.isReady && health.reason == "model missing: run `abeyance core install`")
            guard case .collectionCreated(let made) = try core.result(.createCollection(id: "mugshots"))
            else {
                throw Unexpected()
            }
            #expect(made.id == "mugshots" && made.faceCount == 0 && made.created > 1_700_000_000_000_000)
            #expect(try core.failure(.createCollection(id: "mugshots"))?.code == .collectionExists)
            #expect(try core.failure(.createCollection(id: "mug shots"))?.code == .invalidRequest)
            #expect(try core.result(.listCollections) == .collections([made]))
            #expect(try core.result(.describeCollection(id: "mugshots")) == .collection(made))
            let refused = try core.failure(.detectFaces(image: [1, 2, 3]))
            #expect(refused?.message == "model missing: run `abeyance core install`")
            #expect(refused?.code == .notReady && refused?.beforeMatching == true)
            #expect(try core.result(.deleteCollection(id: "mugshots")) == .collectionDeleted)
            #expect(try core.failure(.describeCollection(id: "mugshots"))?.code == .collectionNotFound)
            #expect(core.end().status == 0)
        }
    }

    @Test func `what was acknowledged is there after a kill`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let first = try CoreUnderTest(["--state", folder, "--collections-only"])
            for index in 0..<20 { _ = try first.result(.createCollection(id: ExactString("c\(index)"))) }
            kill(first.identifier, SIGKILL)
            _ = first.wait()
            let second = try CoreUnderTest(["--state", folder, "--collections-only"])
            guard case .collections(let all) = try second.result(.listCollections) else { throw Unexpected() }
            #expect(all.count == 20)
            #expect(second.end().status == 0)
        }
    }

    @Test func `when the disk is full it says so, ends, and keeps what it acknowledged`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let first = try CoreUnderTest(["--state", folder, "--collections-only"], fileBlocks: 200)
            var made: [ExactString] = []
            var failure: CoreFailure?
            while failure == nil, made.count < 1000 {
                let name = ExactString("collection-\(made.count)")
                failure = try first.failure(.createCollection(id: name))
                if failure == nil { made.append(name) }
            }
            #expect(failure?.code == .notReady && failure?.beforeMatching == false)
            #expect(try first.reply() == nil)
            let (status, output) = first.wait()
            #expect(status == 1 && output.contains("error: the collections' storage failed"), "\(output)")

            let second = try CoreUnderTest(["--state", folder, "--collections-only"])
            guard case .collections(let all) = try second.result(.listCollections) else { throw Unexpected() }
            #expect(made.count > 1 && Set(made).isSubset(of: all.map(\.id)) && all.count <= made.count + 1)
            #expect(second.end().status == 0)
        }
    }

    @Test func `the journal names every decision before its reply is sent`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let journal = "\(folder)/journal"
            let core = try CoreUnderTest(["--state", folder, "--collections-only", "--journal", journal])
            for decision in 7..<20 as Range<Int64> {
                _ = try core.ask(.listCollections, decision: decision)
                let lines = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
                #expect(lines.last == "\(decision)")
            }
            #expect(core.end().status == 0)
        }
    }

    @Test func `bytes that are no request end it with a message`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try CoreUnderTest(["--state", folder, "--collections-only"])
            _ = try core.ask(.health)
            try core.send([UInt8](repeating: 0xFF, count: 64))
            #expect(try core.reply() == nil)
            let (status, output) = core.wait()
            #expect(status == 1 && output.contains("abeyance-core: error: "))
        }
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `a signal that stops a whole group does not stop it`(signal: Int32) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try CoreUnderTest(["--state", folder, "--collections-only"])
            _ = try core.ask(.health)
            kill(core.identifier, signal)
            _ = try core.ask(.health)
            #expect(core.end().status == 0)
        }
    }

    @Test(arguments: [
        (["--collections-only"], "`--state` names the folder of the collections"),
        (["--state", "/nonexistent", "--collections-only"], "`/nonexistent`: No such file or directory"),
        (["--state", "/tmp"], "`--model` names the model file"),
        (["--state", "/tmp", "--model", "/nonexistent"], "run `abeyance core install`"),
    ])
    func `a start that cannot be says why`(arguments: [String], message: String) throws {
        let (status, output) = try CoreUnderTest(arguments).wait()
        #expect(status != 0 && output.contains(message), "\(output)")
    }

    private struct Unexpected: Error {}
}
