import CoreProtocol
import Glibc
import Pipeline
import Synchronization

/// Serves one worker's socket on the supervising thread: sends, receives, keeps deadlines, until there is an end.
struct WorkerService {
    private let core: WorkerCore
    private let socket: Int32
    private var codec = FrameCodec()
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    /// When the gate asked to stop, by the monotonic clock.
    private var stoppingSince: Int64?
    private var hasClosed = false

    /// A service over our end of a worker's socket.
    init(core: WorkerCore, socket: Int32) {
        self.core = core
        self.socket = socket
    }

    /// Returns when the worker is to be ended: why, or nil when it closed its end.
    mutating func serve() -> String? {
        while true {
            let now = core.clock.monotonic()
            if let reason = keepTime(now) { return reason }
            let (isSending, deadline) = core.state.withLock { state in
                (state.conversation.next != nil, state.conversation.nextDeadline)
            }
            closeIfDone(isSending)
            let ready = wait(isSending: isSending, until: wakeUp(deadline), now: now)
            do {
                if ready.receives, try !receive() { return nil }
                if ready.sends { try send() }
            } catch {
                return "\(error)"
            }
        }
    }

    /// Settles what is overdue; a reason when the worker must be ended.
    private mutating func keepTime(_ now: Int64) -> String? {
        let (settled, isStuck, isStopping) = core.state.withLock { state in
            (state.conversation.expire(now: now), state.conversation.isStuck(now: now), state.isStopping)
        }
        for one in settled { one.waiter.resume(returning: one.result) }
        if isStuck { return "it owed a reply and gave none for \(core.configuration.silence / 1_000_000) s" }
        guard isStopping else { return nil }
        let since = stoppingSince ?? now
        stoppingSince = since
        return now - since >= core.configuration.stopDeadline ? "it did not end in time" : nil
    }

    /// Tells the worker that nothing follows, once everything has been sent: it answers the rest and ends.
    private mutating func closeIfDone(_ isSending: Bool) {
        guard stoppingSince != nil, !isSending, !hasClosed else { return }
        hasClosed = true
        shutdown(socket, Int32(SHUT_WR))
    }

    private func wakeUp(_ deadline: Int64?) -> Int64? {
        guard let stoppingSince else { return deadline }
        return min(deadline ?? .max, stoppingSince + core.configuration.stopDeadline)
    }

    private func wait(isSending: Bool, until moment: Int64?, now: Int64) -> (receives: Bool, sends: Bool) {
        let events = Int16(isSending ? POLLIN | POLLOUT : POLLIN)
        var entries = [
            pollfd(fd: socket, events: events, revents: 0),
            pollfd(fd: core.wake.reader, events: Int16(POLLIN), revents: 0),
        ]
        let pause = moment.map { Int32(max(0, min(($0 - now) / 1000 + 1, 60_000))) } ?? -1
        guard unsafe poll(&entries, 2, pause) > 0 else { return (false, false) }
        if entries[1].revents != 0 { core.wake.drain() }
        let happened = Int32(entries[0].revents)
        return (happened & (POLLIN | POLLHUP | POLLERR) != 0, happened & POLLOUT != 0)
    }

    /// Reads what has come; false at the end.
    private mutating func receive() throws -> Bool {
        let count = unsafe buffer.withUnsafeMutableBytes { target in
            unsafe recv(socket, target.baseAddress, target.count, Int32(MSG_DONTWAIT))
        }
        if count < 0 {
            if errno == EAGAIN || errno == EINTR { return true }
            if errno == ECONNRESET { return false }
            throw WorkerError("its socket cannot be read: \(WorkerError.message(errno))")
        }
        guard count > 0 else { return false }
        codec.feed(buffer[..<count])
        while let frame = try codec.next() {
            let now = core.clock.monotonic()
            let settled = try core.state.withLock { state throws(Breach) in
                let settled = try state.conversation.received(frame, now: now)
                state.phase = .ready
                state.hasAnswered = true
                return settled
            }
            settled?.waiter.resume(returning: settled?.result ?? .failure(Self.nothing))
        }
        return true
    }

    /// Hands the socket as much of the first frame as it takes.
    ///
    /// Each call carries bytes of one frame only.
    private mutating func send() throws {
        guard let frame = core.state.withLock({ $0.conversation.next }) else { return }
        let count = unsafe frame.bytes.withUnsafeBytes { all in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: all[frame.sent...])
            let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
            return unsafe Glibc.send(socket, rest.baseAddress, rest.count, flags)
        }
        if count < 0 {
            if errno == EAGAIN || errno == EINTR { return }
            throw WorkerError("its socket cannot be written: \(WorkerError.message(errno))")
        }
        core.state.withLock { $0.conversation.sent(count) }
    }

    private static let nothing = CoreUnavailable(reason: "the core gave no reply", isBeforeMatching: false)
}
