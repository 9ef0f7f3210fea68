import Foundation

/// Work that blocks, such as waiting for a program's end, awaited without holding a thread of the pool.
package enum Blocking {
    /// Runs `work` on a new thread and returns what it returned.
    package static func run<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }
}
