import Foundation
import Synchronization

/// Clients that ask at the same time, each on a thread of its own: a program that is waited for holds no pool's thread.
enum Clients {
    /// Starts `count` of them; the stream ends when all of them have.
    static func start(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> AsyncStream<Void> {
        let (ended, signal) = AsyncStream<Void>.makeStream()
        let running = Running(count)
        for number in 0..<count {
            Thread.detachNewThread {
                body(number)
                if running.isLastToEnd() { signal.finish() }
            }
        }
        return ended
    }

    /// What went otherwise than expected, whoever noted it.
    final class Notes: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private final class Running: Sendable {
        private let count: Mutex<Int>

        init(_ count: Int) { self.count = Mutex(count) }

        func isLastToEnd() -> Bool {
            count.withLock { count in
                count -= 1
                return count == 0
            }
        }
    }
}
