import Dispatch
import Glibc
import Synchronization

/// SIGHUP as an event: the files are to be loaded again.
final class ReloadSignal: Sendable {
    /// Kept so that it goes on watching; a mutex only because sources are not `Sendable`.
    private let source: Mutex<any DispatchSourceSignal>

    /// Calls `body` for every SIGHUP from now on, which no longer ends the process.
    init(_ body: @escaping @Sendable () -> Void) {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { body() }
        source.resume()
        self.source = Mutex(source as any DispatchSourceSignal)
    }

    /// Stops watching.
    func end() { source.withLock { $0.cancel() } }
}
