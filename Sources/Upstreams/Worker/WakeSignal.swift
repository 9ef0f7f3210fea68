import Glibc

/// The means by which callers wake the thread that waits in `poll`.
final class WakeSignal: Sendable {
    /// The descriptor to wait on.
    let reader: Int32
    private let writer: Int32

    /// A fresh pair that never blocks.
    init() throws(WorkerError) {
        var pair: [Int32] = [-1, -1]
        // A pair of sockets rather than a pipe: it is closed on execution from the first moment on.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw WorkerError("no pipe for the core: \(WorkerError.message(errno))")
        }
        (reader, writer) = (pair[0], pair[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// Wakes the thread; when nothing more fits, it is awake already.
    func signal() {
        var byte: UInt8 = 1
        _ = unsafe write(writer, &byte, 1)
    }

    /// Takes every signal that is waiting.
    func drain() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while unsafe read(reader, &bytes, bytes.count) > 0 {}
    }
}
