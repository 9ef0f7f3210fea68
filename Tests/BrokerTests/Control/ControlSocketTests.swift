import Broker
import Dispatch
import Glibc
import StrictJSON
import Support
import Testing

/// Commands and answers through a real Unix socket.
@Suite struct ControlSocketTests {
    /// Sends one command from a thread of its own, since the client waits for its answer.
    private func send(
        _ command: ControlCommand,
        to path: String
    ) async -> Result<ControlAnswer, FileBytes.Failure> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(FileBytes.Failure) in
                        try ControlClient.send(command, to: path)
                    }
                )
            }
        }
    }

    @Test func aCommandArrivesWithTheSendersUserIDAndItsAnswerGoesBack() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let socket = try ControlSocket(path: "\(folder)/control.sock")
            defer { socket.close() }
            async let answer = send(.activate(folder: "/policies"), to: "\(folder)/control.sock")
            var calls = socket.calls.makeAsyncIterator()
            let call = try #require(await calls.next())
            #expect(call.userID == getuid())
            #expect(try call.command.get() == .activate(folder: "/policies"))
            call.answer(.done(["index": 12]))
            #expect(try await answer.get() == .done(["index": 12]))
        }
    }

    @Test func commandsAreAnsweredOneAfterTheOther() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let socket = try ControlSocket(path: "\(folder)/control.sock")
            defer { socket.close() }
            let serving = Task {
                var count: Int64 = 0
                for await call in socket.calls {
                    count += 1
                    call.answer(.done(["n": .integer(count)]))
                    if count == 3 { return }
                }
            }
            for turn in 1...3 {
                let answer = try await send(.status, to: "\(folder)/control.sock").get()
                #expect(answer == .done(["n": .integer(Int64(turn))]))
            }
            await serving.value
        }
    }

    @Test func onlyTheOwnerMayUseTheSocket() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/control.sock"
            let socket = try ControlSocket(path: path)
            defer { socket.close() }
            var status = Glibc.stat()
            try #require(unsafe stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(status.st_mode & S_IFMT == S_IFSOCK)
        }
    }

    @Test func aSocketThatADeadProcessLeftBehindIsReplaced() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/control.sock"
            try TestFiles.write([], toPath: path)
            let socket = try ControlSocket(path: path)
            defer { socket.close() }
            async let answer = send(.status, to: path)
            var calls = socket.calls.makeAsyncIterator()
            try #require(await calls.next()).answer(.refused("later"))
            #expect(try await answer.get() == .refused("later"))
        }
    }

    @Test func closingEndsTheCallsAndRemovesTheName() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/control.sock"
            let socket = try ControlSocket(path: path)
            socket.close()
            var calls = socket.calls.makeAsyncIterator()
            #expect(await calls.next() == nil)
            #expect(!FileBytes.exists(path))
        }
    }

    @Test func aClientWithoutAGateIsToldSo() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            guard case .failure(let failure) = await send(.status, to: "\(folder)/control.sock") else {
                Issue.record("nothing listens there")
                return
            }
            #expect(failure.description.contains("is `abeyance serve` running?"))
        }
    }

    @Test func aPathThatIsTooLongIsRefusedWithTheLimit() throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        let failure = try #require(throws: FileBytes.Failure.self) { _ = try ControlSocket(path: path) }
        #expect(failure.description.contains("at most 107 bytes"))
    }
}
