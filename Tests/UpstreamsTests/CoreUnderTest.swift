import CoreProtocol
import Glibc
import Testing

/// A real `abeyance-core` on the other end of a socket, spoken to frame by frame as the gate would.
final class CoreUnderTest {
    /// The process.
    let identifier: pid_t
    private let socket: Int32
    private let errors: Int32
    private var codec = FrameCodec()
    private var number: UInt64 = 0

    /// Starts the worker with its socket as standard input; its standard output joins its standard error.
    ///
    /// With `fileBlocks`, no file that it writes can grow beyond so many blocks of 512 bytes: as on a full disk.
    init(_ arguments: [String], fileBlocks: Int? = nil) throws {
        let (ours, theirs) = try Self.pair()
        let (reader, writer) = try Self.pair()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, theirs, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, writer, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, writer, 2)
        let command = [Programs.core, "--socket-fd", "0"] + arguments
        let shell =
            fileBlocks.map { ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f \($0); exec \"$@\"", "sh"] } ?? []
        let words = unsafe (shell + command).map { unsafe strdup($0) } + [nil]
        let settings = unsafe [strdup("OPENBLAS_NUM_THREADS=1"), nil]
        defer { unsafe (words + settings).forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let status = unsafe posix_spawn(&identifier, (shell + command)[0], &actions, nil, words, settings)
        close(theirs)
        close(writer)
        (self.identifier, socket, errors) = (identifier, ours, reader)
        try #require(status == 0, "the core cannot be started")
    }

    deinit {
        close(socket)
        close(errors)
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe Glibc.send(
                socket,
                Array(bytes[sent...]),
                bytes.count - sent,
                Int32(MSG_NOSIGNAL)
            )
            try #require(count > 0, "the core takes nothing")
            sent += count
        }
    }

    /// Asks and waits for the reply.
    func ask(_ operation: CoreOperation, decision: Int64 = 0) throws -> CoreReply {
        number += 1
        try send(CoreRequest(id: number, decision: decision, operation: operation).frame.encoded())
        return try #require(try reply(), "the core closed its socket")
    }

    /// The result of a request that must succeed.
    func result(_ operation: CoreOperation) throws -> CoreResult { try ask(operation).result.get() }

    /// The failure of a request that must fail.
    func failure(_ operation: CoreOperation) throws -> CoreFailure? {
        guard case .failure(let failure) = try ask(operation).result else { return nil }
        return failure
    }

    /// The next reply; nil when the worker has closed its end.
    func reply() throws -> CoreReply? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let frame = try codec.next() { return try CoreReply(frame: frame) }
            let count = unsafe recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            codec.feed(buffer[..<count])
        }
    }

    /// Closes the socket and waits for the end: the exit status (negative: the signal) and everything written.
    func end() -> (status: Int32, output: String) {
        shutdown(socket, Int32(SHUT_RDWR))
        return wait()
    }

    /// Waits for the end.
    func wait() -> (status: Int32, output: String) {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = unsafe recv(errors, &buffer, buffer.count, 0), count > 0 {
            text += buffer[..<count]
        }
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return (signal == 0 ? status >> 8 & 0xFF : -signal, String(decoding: text, as: UTF8.self))
    }

    private static func pair() throws -> (Int32, Int32) {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0)
        return (pair[0], pair[1])
    }
}
