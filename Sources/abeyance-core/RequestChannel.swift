import CoreProtocol
import Glibc
import Synchronization

/// The inherited socket: requests in, replies out, from any thread.
///
/// One thread at a time reads, so that requests are taken in order; one at a time writes, so that replies are whole.
final class RequestChannel: Sendable {
    private struct Reading {
        var codec = FrameCodec()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var isAtEnd = false
    }

    private let socket: Int32
    private let journal: Int32?
    private let reading = Mutex(Reading())
    private let writing = Mutex(())

    /// A channel over an open socket; `journal` is an open file that is given the number of each decision.
    init(socket: Int32, journal: Int32?) {
        self.socket = socket
        self.journal = journal
    }

    /// The next request, journalled; nil once the gate has closed the socket.
    func next() throws -> CoreRequest? {
        try reading.withLock { reading throws -> CoreRequest? in
            guard !reading.isAtEnd else { return nil }
            do {
                let request = try read(&reading)
                reading.isAtEnd = request == nil
                if let request, let journal { try write(Array("\(request.decision)\n".utf8), to: journal) }
                return request
            } catch {
                reading.isAtEnd = true
                throw error
            }
        }
    }

    /// Sends a reply; one that does not fit a frame is replaced by a failure that says so.
    func send(_ reply: CoreReply) throws {
        let bytes: [UInt8]
        do {
            bytes = try reply.frame.encoded()
        } catch {
            let failure = CoreFailure(
                .internalError,
                "the answer is too large: \(error)",
                beforeMatching: false
            )
            bytes = try CoreReply(id: reply.id, model: reply.model, result: .failure(failure)).frame.encoded()
        }
        try writing.withLock { _ in try write(bytes, to: socket) }
    }

    private func read(_ reading: inout Reading) throws -> CoreRequest? {
        while true {
            if let frame = try reading.codec.next() { return try CoreRequest(frame: frame) }
            let count = unsafe reading.buffer.withUnsafeMutableBytes { target in
                unsafe Glibc.read(socket, target.baseAddress, target.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw StartupError("the socket cannot be read: \(Lockdown.message(errno))")
            }
            guard count > 0 else {
                guard reading.codec.pendingBytes == 0 else {
                    throw StartupError("the socket was closed in the middle of a request")
                }
                return nil
            }
            reading.codec.feed(reading.buffer[..<count])
        }
    }

    private func write(_ bytes: [UInt8], to file: Int32) throws {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[written...])
                return unsafe Glibc.write(file, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw StartupError("a reply cannot be written: \(Lockdown.message(errno))")
            }
            written += count
        }
    }
}
