import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as events: the first asks for a stop, the second ends the process.
final class StopSignals: Sendable {
    private let causes: AsyncStream<String>
    private let feed: AsyncStream<String>.Continuation
    /// Kept so that they go on watching; a mutex only because sources are not `Sendable`.
    private let sources: Mutex<[any DispatchSourceSignal]>

    init() {
        let (stream, feed) = AsyncStream<String>.makeStream()
        causes = stream
        self.feed = feed
        let sources = [(SIGTERM, "sigterm"), (SIGINT, "sigint")].map { number, cause in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { feed.yield(cause) }
            source.resume()
            return source as any DispatchSourceSignal
        }
        self.sources = Mutex(sources)
    }

    /// Adds a cause to stop that is no signal.
    func add(_ cause: String) { feed.yield(cause) }

    /// Waits for the first signal; from then on another one ends the process with code 130.
    func first() async -> String {
        var signals = causes.makeAsyncIterator()
        let cause = await signals.next() ?? "end"
        Task { [causes] in
            var rest = causes.makeAsyncIterator()
            if await rest.next() != nil { exit(130) }
        }
        return cause
    }
}
